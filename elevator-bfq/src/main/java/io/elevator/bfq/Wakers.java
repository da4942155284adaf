package io.elevator.bfq;

/**
 * Detects wakers. If a task regularly submits its next request just after a request of another
 * queue has completed, that queue is its waker. Requests of the waker are injected while the
 * elevator would otherwise idle for the task.
 */
final class Wakers {

  private static final long WAKE_NANOS = 4_000_000;

  private final Device device;

  Wakers(Device device) {
    this.device = device;
  }

  /**
   * Called when a request arrives whose task has no other request: counts the queue of the last
   * completion as a possible waker, and makes it the waker when it is confirmed.
   */
  void check(BfqQueue queue) {
    BfqQueue last = device.completion.lastCompleted;
    if (last == null
        || last == queue
        || queue.shortThinkTime
        || Long.compareUnsigned(device.now - device.peakRate.lastCompletion(), WAKE_NANOS) >= 0) {
      return;
    }
    if (queue.wakerCandidate.confirm(last, device.now, device.tunables.sliceIdleNanos)) {
      leave(queue);
      queue.waker = last;
      enter(queue, last);
      device.counters.wakerFound(queue, device.now);
    }
  }

  /**
   * Moves a queue that became busy to the front of its waker's list, so that injection tries it
   * first.
   */
  void moveToFront(BfqQueue queue) {
    BfqQueue waker = queue.waker;
    if (waker != null && waker.firstWoken != queue) {
      unlink(queue, waker);
      enter(queue, waker);
    }
  }

  /**
   * Adds a queue, which must be in no such list, to the front of the list of queues that {@code
   * waker} wakes.
   */
  void enter(BfqQueue queue, BfqQueue waker) {
    BfqQueue old = waker.firstWoken;
    queue.wokenPrevious = null;
    queue.wokenNext = old;
    if (old != null) {
      old.wokenPrevious = queue;
    }
    waker.firstWoken = queue;
  }

  private void unlink(BfqQueue queue, BfqQueue waker) {
    BfqQueue previous = queue.wokenPrevious;
    BfqQueue next = queue.wokenNext;
    if (previous == null) {
      waker.firstWoken = next;
    } else {
      previous.wokenNext = next;
    }
    if (next != null) {
      next.wokenPrevious = previous;
    }
    queue.wokenPrevious = null;
    queue.wokenNext = null;
  }

  private void leave(BfqQueue queue) {
    BfqQueue waker = queue.waker;
    if (waker != null) {
      unlink(queue, waker);
      queue.waker = null;
    }
  }

  /**
   * Makes the waker of a merged queue the waker of its merge target. Does nothing if the target
   * already has a waker or is that waker itself.
   */
  void inherit(BfqQueue from, BfqQueue to) {
    BfqQueue waker = from.waker;
    if (waker != null && to.waker == null && waker != to) {
      to.waker = waker;
      to.wakerCandidate.clear();
      enter(to, waker);
    }
  }

  /** Removes a freed queue from all relations to wakers and woken queues. */
  void freed(BfqQueue queue) {
    leave(queue);
    for (BfqQueue woken = queue.firstWoken; woken != null; woken = queue.firstWoken) {
      leave(woken);
    }
  }
}
