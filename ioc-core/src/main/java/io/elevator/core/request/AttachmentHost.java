package io.elevator.core.request;

import io.elevator.api.QueueLimits;
import io.elevator.core.time.TimeBase;
import io.elevator.spi.HardwareQueue;
import io.elevator.spi.Icq;
import io.elevator.spi.QueueIdentity;
import io.elevator.spi.SubmittedBio;
import io.elevator.spi.Timer;
import org.jspecify.annotations.Nullable;

/**
 * The queue that an attachment connects an elevator with, as the attachment uses it: a request
 * queue, or the queue of a replayer. Thread-safe.
 */
public interface AttachmentHost {
  /** Returns the identity of the queue. */
  QueueIdentity queue();

  /** Returns the name of the queue. */
  String name();

  /** Returns the current limits of the queue. */
  QueueLimits limits();

  /** Returns whether the drive has moving heads. */
  boolean isRotational();

  /** Returns the current number of scheduler tags of each hardware queue of the attachment. */
  int nrRequests();

  /** Returns the number of stripes of the queue. */
  int stripes();

  /** Returns the time base of the queue. */
  TimeBase time();

  /** Creates a timer for the elevator. */
  default Timer newTimer(Timer.Callback callback) {
    return time().newTimer(callback);
  }

  /** Requests a run of all hardware queues of the queue. */
  void runHardwareQueues();

  /** Returns the icq that the bio's task has on this queue, or null if there is none. */
  @Nullable Icq lookupIcq(SubmittedBio bio);

  /** Returns whether merging is switched off completely (attribute nomerges is 2). */
  boolean isMergingOff();

  /**
   * Returns whether a bio is tried only with the request remembered from the last merge (attribute
   * nomerges is 1).
   */
  boolean isExtendedMergingOff();

  /**
   * Returns whether the elevator behaves as in a Linux 6.1 built with control groups, even if no
   * group was created: it schedules groups from the start and never merges metadata with other I/O.
   * True only when recordings from such a Linux are replayed.
   */
  default boolean isGroupScheduling() {
    return false;
  }

  /** Called when a bio was merged into a request. */
  void bioMerged(CoreRequest rq, CoreBio bio);

  /**
   * Called when a request was absorbed by another one. The host frees the absorbed request after
   * the current hook has returned, independently of the elevator.
   *
   * @param survivor request that has the bios now
   * @param absorbed request without bios
   */
  void requestAbsorbed(CoreRequest survivor, CoreRequest absorbed);

  /**
   * Returns whether a listener receives the elevator's decisions, so that they need to be reported.
   */
  boolean isListening();

  /**
   * Reports a decision of the elevator to listeners.
   *
   * @param decision name of the decision
   * @param reason name of the reason
   * @param icq icq concerned, or null
   * @param value figure that belongs to the decision
   * @param now time, in nanoseconds
   */
  void decided(String decision, String reason, @Nullable Icq icq, long value, long now);

  /**
   * Reports a defect of the elevator.
   *
   * @param where activity that failed
   * @param defect exception that describes the defect
   */
  void report(String where, Throwable defect);

  /** Returns the hardware queues of the attachment, in the order of their indexes. */
  HardwareQueue[] hardwareQueues();
}
