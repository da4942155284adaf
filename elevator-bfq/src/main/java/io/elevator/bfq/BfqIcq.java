package io.elevator.bfq;

import io.elevator.spi.Icq;
import io.elevator.spi.IcqOwner;
import io.elevator.spi.StateWriter;
import org.jspecify.annotations.Nullable;

/**
 * A task's record in BFQ: its two queues, and what a queue was like before it was merged. Guarded
 * by the elevator's lock ({@link #describe} reads without it and may show a moving picture).
 */
final class BfqIcq extends Icq {

  private @Nullable BfqQueue asyncQueue;
  private @Nullable BfqQueue syncQueue;

  /** The raw priority noticed last. */
  int rawPriority;

  /** The group noticed last, by its serial number; 0 before the first. */
  long groupSerial;

  /** The queue that this task's queue is to be merged with when both have lived long enough. */
  @Nullable BfqQueue plannedPartner;

  /** Merged because the tasks started together: never split. */
  boolean stablyMerged;

  /** Requests allocated to the task, synchronous and asynchronous. */
  int allocated;

  /** What the task's own queue was like. */
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

  /** Whether the task has exited: it will not send the next request that idling waits for. */
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
