package io.elevator.bfq;

import io.elevator.bfq.engine.GroupEntity;
import io.elevator.bfq.measure.Ticks;
import org.jspecify.annotations.Nullable;

/**
 * Bursts of activations: many queues that start within a short time are no interactive applications
 * but a service or a boot that wants throughput, so none of them is raised.
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

  /** Number of queues in the present burst. */
  int size() {
    return size;
  }

  /** A request was prepared for a queue that may be starting. */
  void consider(BfqQueue queue) {
    boolean anybodyBusy = device.busy.total() != 0;
    if (!queue.justCreated || (size == 0 && anybodyBusy)) {
      return;
    }
    if (queue.inBurstList
        || queue.inLargeBurst
        || queue.splitTick + JUST_SPLIT_TICKS - device.tick >= 0) {
      return;
    }
    if (Ticks.isBefore(lastInsertion + INTERVAL_TICKS, device.tick) || queue.parent() != parent) {
      startOver(queue, anybodyBusy);
    } else if (large) {
      queue.inLargeBurst = true;
    } else {
      add(queue);
    }
    lastInsertion = device.tick;
  }

  private void startOver(BfqQueue queue, boolean anybodyBusy) {
    large = false;
    forgetAll(false);
    size = 0;
    if (!anybodyBusy) {
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
    forgetAll(true);
    queue.inLargeBurst = true;
    device.counters.largeBurst(queue, device.now);
  }

  private void forgetAll(boolean mark) {
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

  /** A queue leaves the burst's list, if it is in it; the burst keeps its size. */
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

  /** A queue is freed. */
  void freed(BfqQueue queue) {
    if (queue.inBurstList) {
      leave(queue);
      if (queue.owner != null && size > 0) {
        size--;
      }
    }
  }

  /** A task has got a queue of its own again. */
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
