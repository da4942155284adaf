package io.elevator.bfq;

import io.elevator.spi.Request;
import org.jspecify.annotations.Nullable;

/**
 * The requests within a queue: chooses the next request, and makes the updates that a new next
 * request requires.
 */
final class QueueRequests {

  private static final int ASYNC_COST_FACTOR = 3;
  private static final long MERGE_TICKS = 100;

  private final Device device;

  QueueRequests(Device device) {
    this.device = device;
  }

  /**
   * Returns the cost of a request in sectors: its length, or three times its length if it is
   * asynchronous, the queue is not raised and shares are equal. Without this factor asynchronous
   * requests would starve synchronous ones, because the drive's cache accepts writes very fast.
   */
  int cost(BfqQueue queue, Request request) {
    if (queue.sync || queue.isRaised() || device.idling.isAsymmetricFor(queue)) {
      return request.sectors();
    }
    return ASYNC_COST_FACTOR * request.sectors();
  }

  /**
   * Returns true if the next request fits into the remaining budget. A negative remainder counts as
   * a huge one, as in Linux.
   */
  boolean fitsBudget(BfqQueue queue, Request next) {
    int left = queue.budgetLeft();
    return left < 0 || cost(queue, next) <= left;
  }

  Request better(@Nullable Request first, Request second, long last) {
    Request chosen = RequestChoice.better(first, second, last, device.tunables);
    return chosen == null ? second : chosen;
  }

  /**
   * Returns the request that becomes the next one when {@code removed} is removed. At this point
   * {@code removed} must still be in the FIFO and the tree.
   */
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
    return RequestChoice.better(after, before, removed.sortKey(), device.tunables);
  }

  /**
   * Returns the oldest request of the FIFO if its deadline has passed, otherwise null. Checks the
   * deadline only once in each service slot.
   */
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

  /** Adapts the budget of a queue so that it covers the new next request. */
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

  /**
   * Removes a request from its queue, because it is dispatched or another request has absorbed it.
   */
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
      updatePosition(queue);
    }
  }

  /** Updates the order of requests after a bio was merged to the front of a request. */
  void updateAfterFrontMerge(BfqQueue queue, Request request) {
    queue.sorted.startMoved(request);
    Request before = queue.sorted.before(request);
    if (before == null || before.sortKey() <= request.sortKey()) {
      return;
    }
    queue.sorted.take(request);
    queue.sorted.add(request);
    Request old = queue.next;
    Request next = better(old, request, device.peakRate.lastPosition());
    queue.next = next;
    if (next != old) {
      nextChanged(queue);
      updatePosition(queue);
    }
  }

  /**
   * Moves a queue in the position tree to the position of its next request. If other queues must
   * not be merged with the queue, removes it from the tree.
   */
  void updatePosition(BfqQueue queue) {
    if (device.isNonRotationalWithQueueing()) {
      return;
    }
    queue.position.leave();
    if (isTooLateForMerging(queue) || queue.isIdleClass() || queue.next == null) {
      return;
    }
    queue.group.positions.enter(queue);
  }

  /**
   * Returns true if a queue has been served for so long that its own access pattern is visible.
   * Such a queue is not merged any more.
   */
  boolean isTooLateForMerging(BfqQueue queue) {
    return queue.serviceSinceBacklogged > 0 && queue.firstIoTick + MERGE_TICKS - device.tick < 0;
  }
}
