package io.elevator.spi;

import io.elevator.api.Bio;
import io.elevator.api.QueueLimits;
import org.jspecify.annotations.Nullable;

/**
 * An elevator's bond with one queue: facts about the queue, time, runs, and the queue's merge
 * machinery (one-hit cache and hash by end sector). Made by the core, complete before an older
 * attachment goes, and the same object code under a request queue, a replayer and a benchmark. The
 * merge functions and {@link #dispatched}, {@link #forget} must be called under the elevator's own
 * lock, which guards cache and hash; the others by any thread. Source: Linux 6.1 {@code
 * blk-merge.c}'s role and {@code elevator.c}'s.
 */
public abstract class Attachment {
  /** Only the core makes attachments. */
  protected Attachment() {}

  // The queue.

  /** Returns the queue. */
  public abstract QueueIdentity queue();

  /** Returns the queue's name, for messages. */
  public abstract String queueName();

  /** Returns the limits now; they may change while the queue is frozen. */
  public abstract QueueLimits limits();

  /** Whether the device has heads that move. */
  public abstract boolean isRotational();

  /** Returns the number of scheduler tags a hardware queue. */
  public abstract int nrRequests();

  /** Returns the number of hardware queues. */
  public abstract int hardwareQueues();

  /** Returns a hardware queue. */
  public abstract HardwareQueue hardwareQueue(int index);

  /** Returns the number of stripes (software queues, the reference's CPUs). */
  public abstract int stripes();

  /**
   * Whether group scheduling is on from the start, as in a reference built with control groups. If
   * not, an elevator learns of groups from the first that sends I/O here.
   */
  public abstract boolean isGroupScheduling();

  // Time and runs.

  /** Returns the clock, for converting between nanoseconds and ticks. */
  public abstract Clock clock();

  /** Makes a timer; the elevator closes it in {@link Elevator#exit}. */
  public abstract Timer newTimer(Timer.Callback callback);

  /** Asks for a run of all hardware queues, outside this call and all locks. */
  public abstract void runHardwareQueues();

  // Contexts.

  /**
   * Returns the icq of the bio's task for this queue if there is one; takes no lock and makes none.
   */
  public abstract @Nullable Icq lookupIcq(Bio bio);

  // Merging.

  /**
   * Whether the bio may join the request but for limits: mergeable, same operation, group and
   * priority value.
   */
  public abstract boolean mayMerge(Request rq, Bio bio);

  /** Whether the request may take part in merges and belongs in the hash. */
  public abstract boolean isMergeable(Request rq);

  /**
   * Looks for a queued request for the bio: one-hit cache, hash by end sector, {@link
   * Elevator#findFrontMerge}; joins them and, where two requests meet, these too.
   *
   * @param absorbed receives requests that vanished
   * @return whether the bio was taken
   * @throws IllegalStateException if a request has the bio already, or {@link Elevator#bioMerge} is
   *     not being called for it
   */
  public abstract boolean tryMerge(Bio bio, RequestList absorbed, long now);

  /**
   * Looks for a request for the bio in a list of the elevator's own, newest first, examining at
   * most {@code most}.
   *
   * @return whether the bio was taken
   * @throws IllegalStateException as {@link #tryMerge}
   */
  public abstract boolean tryListMerge(RequestList list, Bio bio, int most, long now);

  /**
   * Tries to append a request that is being inserted to queued ones.
   *
   * @param absorbed receives the request, and others that then vanished
   * @return whether the request vanished
   */
  public abstract boolean tryInsertMerge(Request rq, RequestList absorbed, long now);

  /**
   * A request was queued by sector: enters the hash if mergeable, and the one-hit cache if that is
   * empty.
   *
   * @throws IllegalStateException if the elevator does not have the request, or the hash has it
   */
  public abstract void queued(Request rq);

  /** A request leaves its structures but is not handed out: out of hash and cache. */
  public abstract void forget(Request rq);

  /** A request is handed out: out of hash and cache, and marked started, which ends all merging. */
  public abstract void dispatched(Request rq);

  // What it tells.

  /** Whether anybody listens to {@link #decided}. */
  public abstract boolean isListening();

  /**
   * Tells why the elevator did something, for statistics and flight recordings; free when nobody
   * listens. {@link ElevatorType#decisions} explains the words to users.
   *
   * @param decision what, a constant such as {@code idle}
   * @param reason why, a constant such as {@code think time short}
   * @param icq whose, or null
   * @param value a figure that belongs to it
   * @param now the time
   */
  public abstract void decided(
      String decision, String reason, @Nullable Icq icq, long value, long now);

  /** Reports a defect that must not be lost and has nobody to be thrown at. */
  public abstract void report(String where, Throwable defect);
}
