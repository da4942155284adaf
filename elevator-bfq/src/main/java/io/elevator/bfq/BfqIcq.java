package io.elevator.bfq;

import io.elevator.spi.Icq;
import io.elevator.spi.IcqOwner;
import io.elevator.spi.StateWriter;
import org.jspecify.annotations.Nullable;

/**
 * BFQ's record of one task: its two queues, and the saved state of its own queue while that queue
 * is merged into another. Guarded by the elevator's lock. {@link #describe} reads without the lock,
 * so its values may be from slightly different moments.
 */
final class BfqIcq extends Icq {

  private @Nullable BfqQueue asyncQueue;
  private @Nullable BfqQueue syncQueue;

  /** Encoded priority of the task when it was last checked. */
  int rawPriority;

  /** Serial number of the task's group when it was last checked; 0 before the first check. */
  long groupSerial;

  /**
   * Queue with which this task's queue is planned to be merged stably once both queues are old
   * enough; null if there is no such plan. The plan holds a reference to the queue.
   */
  @Nullable BfqQueue plannedPartner;

  /**
   * True if the queue of this task was merged because the tasks were created at nearly the same
   * time; such a queue is never split.
   */
  boolean stablyMerged;

  /** Number of requests allocated to the task, synchronous and asynchronous together. */
  int allocated;

  /** State of the task's own queue before it was merged. */
  final SavedQueue saved = new SavedQueue();

  BfqIcq(IcqOwner owner) {
    super(owner);
  }

  @Nullable BfqQueue slot(boolean sync) {
    return sync ? syncQueue : asyncQueue;
  }

  void slot(boolean sync, @Nullable BfqQueue queue) {
    if (sync) {
      syncQueue = queue;
    } else {
      asyncQueue = queue;
    }
  }

  /**
   * Returns true if the task has exited, so that idling for its next request would be pointless.
   */
  boolean isDead() {
    return context().activeTasks() == 0;
  }

  @Override
  public void describe(StateWriter out) {
    BfqQueue sync = syncQueue;
    if (sync != null) {
      sync.describe(out, "sync-queue");
    }
    BfqQueue async = asyncQueue;
    if (async != null) {
      async.describe(out, "async-queue");
    }
    out.number("stably_merged", stablyMerged ? 1 : 0);
  }
}
