package io.elevator.bfq;

/**
 * Wakers: when a task regularly sends its next request right after another's request has completed,
 * the other is taken for the one that wakes it, and is served while the drive would be kept idle.
 */
final class Wakers {

  private static final long WAKE_NANOS = 4_000_000;

  private final Device device;

  Wakers(Device device) {
    this.device = device;
  }

  /** A request arrived at the queue of a task that had no other. */
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

  /** A queue becomes busy: it is looked at first when its waker is waited for. */
  void moveToFront(BfqQueue queue) {
    BfqQueue waker = queue.waker;
    if (waker != null && waker.firstWoken != queue) {
      unlink(queue, waker);
      enter(queue, waker);
    }
  }

  /** Puts a queue, in no list, at the front of the list of those that {@code waker} wakes. */
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
   * A queue takes over the waker of one that is merged into it, unless it has one or is that
   * itself.
   */
  void inherit(BfqQueue from, BfqQueue to) {
    BfqQueue waker = from.waker;
    if (waker != null && to.waker == null && waker != to) {
      to.waker = waker;
      to.wakerCandidate.clear();
      enter(to, waker);
    }
  }

  /** A queue is freed: nobody wakes it, and it wakes nobody. */
  void freed(BfqQueue queue) {
    leave(queue);
    for (BfqQueue woken = queue.firstWoken; woken != null; woken = queue.firstWoken) {
      leave(woken);
    }
  }
}
