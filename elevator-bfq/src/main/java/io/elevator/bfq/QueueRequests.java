package io.elevator.bfq;

import io.elevator.spi.Request;
import org.jspecify.annotations.Nullable;

/** The requests inside a queue: which one is next, and what follows when that changes. */
final class QueueRequests {

  private static final int ASYNC_COST_FACTOR = 3;
  private static final long MERGE_TICKS = 100;

  private final Device device;

  QueueRequests(Device device) {
    this.device = device;
  }

  /**
   * What a request costs: its sectors, or three times that for asynchronous ones, which would
   * otherwise starve synchronous ones as the drive's cache takes them so fast.
   */
  int cost(BfqQueue queue, Request request) {
    if (queue.sync || queue.isRaised() || device.idling.isAsymmetricFor(queue)) {
      return request.sectors();
    }
    return ASYNC_COST_FACTOR * request.sectors();
  }

  /**
   * Whether the next request fits what is left of the budget; a negative rest counts as huge, as in
   * Linux.
   */
  boolean canPayNext(BfqQueue queue, Request next) {
    int left = queue.budgetLeft();
    return left < 0 || cost(queue, next) <= left;
  }

  Request better(@Nullable Request first, Request second, long last) {
    Request chosen = RequestChoice.better(first, second, last, device.tunables);
    return chosen == null ? second : chosen;
  }

  /** The next request once {@code removed}, still in its places, is gone. */
  private @Nullable Request nextAfter(BfqQueue queue, Request removed) {
    Request expired = expiredHead(queue, removed);
    if (expired != null) {
      return expired;
    }
    Request after = queue.sorted.after(removed);
    if (after == null) {
      after = queue.sorted.lowest();
      if (after == removed) {
        after = null;
      }
    }
    Request before = queue.sorted.before(removed);
    return RequestChoice.better(after, before, removed.sector(), device.tunables);
  }

  /** Once a slot: the request that waits longest, if its deadline has passed. */
  private @Nullable Request expiredHead(BfqQueue queue, Request removed) {
    if (queue.fifoChecked) {
      return null;
    }
    queue.fifoChecked = true;
    Request head = queue.fifo.first();
    if (head == null || head == removed || device.now - BfqRequest.of(head).deadline < 0) {
      return null;
    }
    return head;
  }

  /** The next request changed: the budget must cover it. */
  void nextChanged(BfqQueue queue) {
    Request next = queue.next;
    if (next == null || queue == device.inService) {
      return;
    }
    int budget = Math.max(Math.max(queue.maxBudget, cost(queue, next)), queue.service);
    if (budget != queue.budget) {
      queue.budget = budget;
      device.engine.reposition(queue);
    }
  }

  /** Takes a request out of its queue, to hand it out or because another absorbed it. */
  void remove(BfqQueue queue, Request request) {
    if (queue.next == request) {
      queue.next = nextAfter(queue, request);
      nextChanged(queue);
    }
    if (queue.fifo.contains(request)) {
      queue.fifo.remove(request);
    }
    if (request.isSync()) {
      queue.queuedSync--;
    } else {
      queue.queuedAsync--;
    }
    device.queued--;
    queue.sorted.take(request);
    device.attachment.forget(request);
    if (queue.isEmpty()) {
      queue.next = null;
      queue.position.leave();
      if (queue.busy && queue != device.inService) {
        device.busy.remove(queue, false);
        queue.budget = 0;
        queue.service = 0;
      }
    } else {
      place(queue);
    }
  }

  /** A bio joined at the front of a request of the queue. */
  void grewAtFront(BfqQueue queue, Request request) {
    queue.sorted.startMoved(request);
    Request before = queue.sorted.before(request);
    if (before == null || before.sector() <= request.sector()) {
      return;
    }
    queue.sorted.take(request);
    queue.sorted.add(request);
    Request old = queue.next;
    Request next = better(old, request, device.peakRate.lastPosition());
    queue.next = next;
    if (next != old) {
      nextChanged(queue);
      place(queue);
    }
  }

  /**
   * Puts a queue where its next request belongs among queues by position, if others may find it
   * there.
   */
  void place(BfqQueue queue) {
    if (device.isNonRotationalWithQueueing()) {
      return;
    }
    queue.position.leave();
    if (isTooLateForMerging(queue) || queue.isIdleClass() || queue.next == null) {
      return;
    }
    queue.group.positions.enter(queue);
  }

  /** A queue that has been served for a while shows its own pattern and is not merged any more. */
  boolean isTooLateForMerging(BfqQueue queue) {
    return queue.serviceSinceBacklogged > 0 && queue.firstIoTick + MERGE_TICKS - device.tick < 0;
  }
}
