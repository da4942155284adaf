package io.elevator.bfq;

import io.elevator.bfq.engine.GroupEntity;
import io.elevator.bfq.measure.Ticks;
import org.jspecify.annotations.Nullable;

/**
 * Detects bursts, that is, many queues that start within a short time. Such queues belong to a
 * service or to a boot, which need throughput, and not to interactive applications. The weight of
 * queues in a large burst is not raised.
 */
final class Bursts {

  static final long INTERVAL_TICKS = 180;
  private static final int LARGE = 8;
  private static final long JUST_SPLIT_TICKS = 10;

  private final Device device;
  private @Nullable BfqQueue first;
  private int size;
  private long lastInsertion;
  private @Nullable GroupEntity parent;
  private boolean large;

  Bursts(Device device) {
    this.device = device;
  }

  /** Returns the number of queues in the current burst. */
  int size() {
    return size;
  }

  /**
   * Called when a request is prepared for the queue: if the queue is starting, adds it to the
   * current burst or begins a new burst with it.
   */
  void consider(BfqQueue queue) {
    boolean anyQueueBusy = device.busy.total() != 0;
    if (!queue.justCreated || (size == 0 && anyQueueBusy)) {
      return;
    }
    if (queue.inBurstList
        || queue.inLargeBurst
        || queue.splitTick + JUST_SPLIT_TICKS - device.tick >= 0) {
      return;
    }
    if (Ticks.isBefore(lastInsertion + INTERVAL_TICKS, device.tick) || queue.parent() != parent) {
      startOver(queue, anyQueueBusy);
    } else if (large) {
      queue.inLargeBurst = true;
    } else {
      add(queue);
    }
    lastInsertion = device.tick;
  }

  private void startOver(BfqQueue queue, boolean anyQueueBusy) {
    large = false;
    clearList(false);
    size = 0;
    if (!anyQueueBusy) {
      link(queue);
      size = 1;
    }
    parent = queue.parent();
  }

  private void add(BfqQueue queue) {
    size++;
    if (size != LARGE) {
      link(queue);
      return;
    }
    large = true;
    clearList(true);
    queue.inLargeBurst = true;
    device.counters.largeBurst(queue, device.now);
  }

  private void clearList(boolean mark) {
    while (first != null) {
      BfqQueue member = first;
      if (mark) {
        member.inLargeBurst = true;
      }
      leave(member);
    }
  }

  private void link(BfqQueue queue) {
    BfqQueue old = first;
    queue.inBurstList = true;
    queue.burstPrevious = null;
    queue.burstNext = old;
    if (old != null) {
      old.burstPrevious = queue;
    }
    first = queue;
  }

  /**
   * Removes a queue from the list of the current burst, if it is in the list. The counted size of
   * the burst does not change.
   */
  void leave(BfqQueue queue) {
    if (!queue.inBurstList) {
      return;
    }
    BfqQueue previous = queue.burstPrevious;
    BfqQueue next = queue.burstNext;
    if (previous == null) {
      first = next;
    } else {
      previous.burstNext = next;
    }
    if (next != null) {
      next.burstPrevious = previous;
    }
    queue.burstPrevious = null;
    queue.burstNext = null;
    queue.inBurstList = false;
  }

  /**
   * Removes a freed queue from the burst and, if a single task owns the queue, decreases the size
   * of the burst.
   */
  void freed(BfqQueue queue) {
    if (queue.inBurstList) {
      leave(queue);
      if (queue.owner != null && size > 0) {
        size--;
      }
    }
  }

  /**
   * A shared queue was split and a task got this queue: restores the queue's membership in a burst.
   */
  void resume(BfqQueue queue, SavedQueue saved) {
    if ((saved.wasInBurstList && large) || saved.inLargeBurst) {
      queue.inLargeBurst = true;
      return;
    }
    queue.inLargeBurst = false;
    if (saved.wasInBurstList) {
      link(queue);
    }
  }
}
