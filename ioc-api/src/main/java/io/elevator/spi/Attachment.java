package io.elevator.spi;

import io.elevator.api.QueueLimits;
import org.jspecify.annotations.Nullable;

/**
 * The bond of one elevator with one queue, from {@link ElevatorType#attach} to {@link
 * Elevator#exit}. It gives the elevator facts about the queue, the clock, timers, runs, and the
 * queue's merge machinery: a one-hit cache and a hash of requests by end sector.
 *
 * <p>The core makes the attachment. When it switches elevators, the new attachment is complete
 * before the old one ends. A request queue, a replay of recorded decisions and a benchmark use the
 * same attachment code.
 *
 * <p>Locks: the elevator's own lock guards cache and hash, so the elevator holds that lock when it
 * calls the merge functions, {@link #queued}, {@link #dispatched} and {@link #forget}. Any thread
 * may call the other methods, with or without that lock. Source: Linux 6.1 {@code blk-merge.c} and
 * {@code elevator.c}.
 */
public abstract class Attachment {
  /** Called by the core only. */
  protected Attachment() {}

  // The queue.

  /** Returns the identity of the queue. */
  public abstract QueueIdentity queue();

  /** Returns the name of the queue, for messages. */
  public abstract String queueName();

  /** Returns the current limits of the queue. They change only while the queue is frozen. */
  public abstract QueueLimits limits();

  /** Returns whether the drive has moving heads ({@code rotational}). */
  public abstract boolean isRotational();

  /** Returns the number of scheduler tags of each hardware queue. */
  public abstract int nrRequests();

  /** Returns the number of hardware queues in use. */
  public abstract int hardwareQueues();

  /**
   * Returns a hardware queue.
   *
   * @param index index of the hardware queue, from 0 to {@link #hardwareQueues} less 1
   */
  public abstract HardwareQueue hardwareQueue(int index);

  /**
   * Returns the number of stripes. A stripe has one software queue and corresponds to a CPU in
   * Linux.
   */
  public abstract int stripes();

  /**
   * Returns whether group scheduling is on from the start, as in a Linux kernel built with control
   * groups. If not, an elevator turns group scheduling on at the first I/O of a group other than
   * the root.
   */
  public abstract boolean isGroupScheduling();

  // Time and runs.

  /** Returns the clock, which converts between nanoseconds and ticks. */
  public abstract Clock clock();

  /** Creates a timer. The elevator closes it in {@link Elevator#exit}. */
  public abstract Timer newTimer(Timer.Callback callback);

  /** Asks for a run of all hardware queues. The runs begin outside this call, with no lock held. */
  public abstract void runHardwareQueues();

  // Contexts.

  /**
   * Returns the icq that the bio's task has on this queue, or null if it has none. Takes no lock
   * and creates no icq.
   */
  public abstract @Nullable Icq lookupIcq(SubmittedBio bio);

  // Merging.

  /**
   * Returns whether the bio may be merged into the request, limits of the device aside: both are
   * mergeable and have the same operation, group and priority value.
   */
  public abstract boolean mayMerge(Request rq, SubmittedBio bio);

  /** Returns whether the request may take part in merges, and so belongs in the hash. */
  public abstract boolean isMergeable(Request rq);

  /**
   * Tries to merge a new bio into a queued request. Looks in the one-hit cache, in the hash by end
   * sector, and asks {@link Elevator#findFrontMerge}. If the request that grew then touches another
   * queued request, the two are merged as well.
   *
   * @param bio bio to merge; {@link BioMerger#bioMerge} is being called for it
   * @param absorbed list that receives the requests that were absorbed
   * @param now time of the call, in nanoseconds
   * @return whether the bio was merged
   * @throws IllegalStateException if a request has the bio already, or {@link BioMerger#bioMerge}
   *     is not being called for it
   */
  public abstract boolean tryMerge(SubmittedBio bio, RequestList absorbed, long now);

  /**
   * Tries to merge a new bio into a request of a list that the elevator owns, newest request first.
   *
   * @param list list of the elevator
   * @param bio bio to merge; {@link BioMerger#bioMerge} is being called for it
   * @param most largest number of requests to examine
   * @param now time of the call, in nanoseconds
   * @return whether the bio was merged
   * @throws IllegalStateException if a request has the bio already, or {@link BioMerger#bioMerge}
   *     is not being called for it
   */
  public abstract boolean tryListMerge(RequestList list, SubmittedBio bio, int most, long now);

  /**
   * Tries to append a request that is being inserted to a queued request.
   *
   * @param rq request that is being inserted
   * @param absorbed list that receives {@code rq} if it was absorbed, and the requests that were
   *     absorbed in consequence
   * @param now time of the call, in nanoseconds
   * @return whether {@code rq} was absorbed
   */
  public abstract boolean tryInsertMerge(Request rq, RequestList absorbed, long now);

  /**
   * Enters a request that the elevator has put into its sorted structure into the hash, if the
   * request is mergeable, and into the one-hit cache, if that is empty.
   *
   * @throws IllegalStateException if the elevator does not own the request, or the hash has it
   *     already
   */
  public abstract void queued(Request rq);

  /**
   * Removes a request from hash and cache. For a request that leaves the elevator's structures
   * without being dispatched.
   */
  public abstract void forget(Request rq);

  /**
   * Removes a request from hash and cache and marks it as started, after which it takes part in no
   * merge. For a request that the elevator dispatches.
   */
  public abstract void dispatched(Request rq);

  // Decisions and defects.

  /** Returns whether {@link #decided} has a receiver: a listener or a recorder. */
  public abstract boolean isListening();

  /**
   * Publishes a decision of the elevator and its reason, for statistics and flight recordings. Does
   * nothing if {@link #isListening} is false. {@link ElevatorType#decisions} explains the words to
   * users.
   *
   * @param decision name of the decision, a constant such as {@code idle}
   * @param reason name of the reason, a constant such as {@code think time short}
   * @param icq icq whose I/O the decision is about, or null
   * @param value figure that belongs to the decision; {@link io.elevator.api.DecisionSpec#figure}
   *     says its meaning and unit
   * @param now time of the decision, in nanoseconds
   */
  public abstract void decided(
      String decision, String reason, @Nullable Icq icq, long value, long now);

  /**
   * Reports a defect to the error sink. For a defect that the elevator cannot throw to a caller.
   *
   * @param where place in the elevator, for the reader of the report
   * @param defect exception that describes the defect
   */
  public abstract void report(String where, Throwable defect);
}
