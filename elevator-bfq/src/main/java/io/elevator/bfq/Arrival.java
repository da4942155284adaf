package io.elevator.bfq;

import io.elevator.bfq.measure.SeekHistory;
import io.elevator.bfq.measure.SlotEnd;
import io.elevator.spi.Request;

/**
 * Inserts a prepared request into its queue, records the behaviour of the task, and updates the
 * state of the queue.
 */
final class Arrival {

  private static final int SMALL_SECTORS = 32;
  private static final long AFTER_SPLIT_TICKS = 2000;

  private final Device device;

  Arrival(Device device) {
    this.device = device;
  }

  /**
   * Inserts a request that was not merged into another.
   *
   * @param data BFQ's data of the request
   * @param prepared queue that was chosen when the request was prepared
   * @param icq task that submitted the request
   */
  void enter(BfqRequest data, BfqQueue prepared, BfqIcq icq) {
    Request request = data.request;
    BfqQueue queue = prepared;
    BfqQueue target = device.mergeTargets.find(queue, request.sortKey(), icq);
    if (target != null) {
      device.merging.redirect(data, icq, queue, target);
      queue = target;
    }
    sampleThinkTime(queue);
    judgeThinkTime(queue, icq);
    queue.seeks.add(
        SeekHistory.isSeek(
            queue.lastRequestPosition, request.sortKey(), request.sectors(), device.rotational));
    device.raising.onSeek(queue);
    add(queue, request, icq);
    data.deadline = device.now + device.tunables.fifoExpireNanos(request.isSync());
    queue.fifo.addLast(request);
    queue.lastRequestPosition = request.endSortKey();
    if (queue == device.inService && queue.waitsForRequest) {
      endWait(queue, request);
    }
  }

  private void sampleThinkTime(BfqQueue queue) {
    if (queue.dispatched == 0 && !queue.busy) {
      queue.think.sample(device.now, device.tunables.sliceIdleNanos);
    }
  }

  private void judgeThinkTime(BfqQueue queue, BfqIcq icq) {
    long sliceIdle = device.tunables.sliceIdleNanos;
    if (!queue.sync
        || queue.isIdleClass()
        || sliceIdle == 0
        || queue.splitTick + AFTER_SPLIT_TICKS - device.tick >= 0) {
      return;
    }
    boolean isShort = !icq.isDead() && !queue.think.isLong(sliceIdle);
    if (isShort == queue.shortThinkTime) {
      return;
    }
    queue.shortThinkTime = isShort;
    if (queue.inject.baseTime() == 0
        && (!isShort || queue.inject.mayFollowThinkTime(device.tick))) {
      device.injectionMeasuring.reset(queue);
    }
  }

  private void add(BfqQueue queue, Request request, BfqIcq icq) {
    int old = queue.raisingCoefficient;
    if (request.isSync()) {
      queue.queuedSync++;
    } else {
      queue.queuedAsync++;
    }
    device.queued++;
    if (queue.sync) {
      if (icq.allocated <= 1) {
        firstOfTask(queue);
      }
      boolean wasIdle = queue.isEmpty() && queue.dispatched == 0;
      queue.intensity.update(device.now, wasIdle, queue.think.lastEnd(), queue.justCreated);
    }
    queue.sorted.add(request);
    Request oldNext = queue.next;
    queue.next = device.requests.better(oldNext, request, device.peakRate.lastPosition());
    boolean nextChanged = queue.next != oldNext;
    if (nextChanged) {
      device.requests.updatePosition(queue);
    }
    boolean interactive = false;
    if (queue.busy) {
      if (device.tunables.lowLatency && old == 1 && !request.isSync()) {
        device.raising.raiseStarvedAsync(queue);
      }
      if (nextChanged) {
        device.requests.nextChanged(queue);
      }
    } else {
      interactive = device.activation.becomeBusy(queue, request, icq);
    }
    if (device.tunables.lowLatency && (old == 1 || queue.raisingCoefficient == 1 || interactive)) {
      queue.raising.lastStart = device.tick;
    }
  }

  /**
   * Called for a request whose task has no other request: checks whether another queue is the waker
   * of this queue, and begins to measure the service time of the request.
   */
  private void firstOfTask(BfqQueue queue) {
    device.wakers.check(queue);
    if (queue.inject.isStale(device.tick)) {
      device.injectionMeasuring.reset(queue);
    }
    device.injectionMeasuring.requestArrived(queue);
  }

  /**
   * Ends idling for a queue, because a request has arrived. If the request is small and the only
   * one, idling continues: more requests may then arrive, which increases throughput.
   */
  private void endWait(BfqQueue queue, Request request) {
    int ofKind = request.isSync() ? queue.queuedSync : queue.queuedAsync;
    boolean small = ofKind == 1 && request.sectors() < SMALL_SECTORS;
    boolean late = device.idling.isTimedOut(queue);
    if (small && device.idling.boostsThroughput(queue) && !late) {
      return;
    }
    device.idling.stop(queue);
    if (late) {
      device.expiration.expire(queue, false, SlotEnd.BUDGET_TIMEOUT);
    }
  }
}
