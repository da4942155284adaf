package io.elevator.core.request;

import io.elevator.api.Bio;
import io.elevator.api.QueueLimits;
import io.elevator.core.time.TimeBase;
import io.elevator.spi.HardwareQueue;
import io.elevator.spi.Icq;
import io.elevator.spi.QueueIdentity;
import io.elevator.spi.Timer;
import org.jspecify.annotations.Nullable;

/**
 * What an attachment needs of the queue that it is made for: a real one, or a replayer's.
 * Thread-safe.
 */
public interface AttachmentHost {
  /** Returns the queue. */
  QueueIdentity queue();

  /** Returns its name. */
  String name();

  /** Returns the limits now. */
  QueueLimits limits();

  /** Whether the device has heads that move. */
  boolean isRotational();

  /** Returns the number of scheduler tags a hardware queue that the attachment is made for, now. */
  int nrRequests();

  /** Returns the number of stripes. */
  int stripes();

  /** Returns its time. */
  TimeBase time();

  /** Makes a timer for the elevator. */
  default Timer newTimer(Timer.Callback callback) {
    return time().newTimer(callback);
  }

  /** Asks for a run of all hardware queues. */
  void runHardwareQueues();

  /** Returns the icq of the bio's task for this queue, or null. */
  @Nullable Icq lookupIcq(Bio bio);

  /** Whether nothing is merged at all (nomerges 2). */
  boolean isMergingOff();

  /** Whether only the one-hit cache is looked at (nomerges 1). */
  boolean isExtendedMergingOff();

  /**
   * Whether the elevator behaves as in a Linux 6.1 built with control groups although no group was
   * made: it schedules groups from the start and never merges metadata with other I/O. Only the
   * replay of recordings from such a Linux says so.
   */
  default boolean isGroupScheduling() {
    return false;
  }

  /** A bio joined a request. */
  void bioMerged(CoreRequest rq, CoreBio bio);

  /**
   * Called when a request was absorbed by another one. The host frees the absorbed request once the
   * present hook has returned, whatever the elevator does with it.
   */
  void requestAbsorbed(CoreRequest survivor, CoreRequest absorbed);

  /** Whether anybody listens to decisions. */
  boolean isListening();

  /** Tells why the elevator did something. */
  void decided(String decision, String reason, @Nullable Icq icq, long value, long now);

  /** Reports a defect. */
  void report(String where, Throwable defect);

  /** Returns the hardware queues that the attachment is made for, in order of index. */
  HardwareQueue[] hardwareQueues();
}
