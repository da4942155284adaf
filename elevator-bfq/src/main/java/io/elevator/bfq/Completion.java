package io.elevator.bfq;

import io.elevator.bfq.measure.SlotEnd;
import io.elevator.spi.Request;
import org.jspecify.annotations.Nullable;

/**
 * The end of a request in the drive, whether it is done or given back, and the end of its stay
 * here.
 */
final class Completion {

  private final Device device;

  /** Whose request completed last, if that is one task's queue. */
  @Nullable BfqQueue lastCompleted;

  Completion(Device device) {
    this.device = device;
  }

  /** A request is finished or given back. */
  void finishOrRequeue(BfqRequest data) {
    BfqQueue queue = data.queue;
    BfqIcq icq = data.icq;
    if (queue == null || icq == null) {
      return;
    }
    if (data.started) {
      completed(queue, data.request);
    }
    queue.addAllocated(-1);
    icq.allocated--;
    data.queue = null;
    data.icq = null;
    queue.release();
  }

  private void completed(BfqQueue queue, Request request) {
    device.injectionMeasuring.completed(request, queue);
    updateHardwareQueueing();
    device.inDriver--;
    queue.dispatched--;
    if (queue.dispatched == 0 && !queue.busy) {
      queue.budgetTimeoutTick = device.tick;
      device.engine.uncount(queue);
    }
    queue.think.requestEnded(device.now);
    if (device.peakRate.completed(device.now)) {
      device.budgets.setAutomaticMax(device.automaticMaxBudget());
    }
    lastCompleted = queue.shared ? null : queue;
    if (queue.softRealTimeUpdatePending
        && queue.dispatched == 0
        && queue.isEmpty()
        && queue.raisingCoefficient != WeightRaising.INTERACTIVE) {
      queue.softRealTimeNextStart = device.raising.softRealTimeNextStart(queue);
    }
    if (queue == device.inService && decideInService(queue)) {
      return;
    }
    if (device.inDriver == 0) {
      device.requestRun();
    }
  }

  /** What becomes of the queue in service; returns whether the drive is kept for it. */
  private boolean decideInService(BfqQueue queue) {
    if (device.idling.mustIdle(queue)) {
      if (queue.dispatched == 0) {
        device.idling.start(queue);
      }
      return true;
    }
    if (device.idling.mayExpireForTimeout(queue)) {
      device.expiration.expire(queue, false, SlotEnd.BUDGET_TIMEOUT);
    } else if (queue.isEmpty() && (queue.dispatched == 0 || !device.idling.isBetter(queue))) {
      device.expiration.expire(queue, false, SlotEnd.NO_MORE_REQUESTS);
    }
    return false;
  }

  private void updateHardwareQueueing() {
    if (!device.hardware.noteCompletion(device.inDriver, device.queued)) {
      return;
    }
    BfqQueue current = device.inService;
    if (current != null
        && current.shortThinkTime
        && device.hardware.isExplainedByFewRequests(
            current.dispatched + current.queued(), device.inDriver)) {
      return;
    }
    device.hardware.sample();
  }

  /** The idle timer has fired. */
  void idleTimerFired() {
    BfqQueue queue = device.inService;
    if (queue == null || !device.idling.isOver(queue, device.now)) {
      return;
    }
    queue.waitsForRequest = false;
    if (device.idling.isTimedOut(queue)) {
      device.expiration.expire(queue, true, SlotEnd.BUDGET_TIMEOUT);
    } else if (queue.queued() == 0) {
      device.expiration.expire(queue, true, SlotEnd.TOO_IDLE);
    }
    device.requestRun();
  }
}
