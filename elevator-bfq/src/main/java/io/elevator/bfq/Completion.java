package io.elevator.bfq;

import io.elevator.bfq.measure.SlotEnd;
import io.elevator.spi.Request;
import org.jspecify.annotations.Nullable;

/** Handles requests that are finished or requeued, and the expiry of the idle timer. */
final class Completion {

  private final Device device;

  /** Queue whose request completed last; null if that queue is shared or was freed. */
  @Nullable BfqQueue lastCompleted;

  Completion(Device device) {
    this.device = device;
  }

  /**
   * Updates queue and drive after a request was finished or requeued, and releases the request's
   * reference to its queue.
   */
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

  /**
   * Decides, after a completion, whether the queue in service expires. Returns true if the drive
   * stays reserved for the queue.
   */
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

  /**
   * Ends idling and expires the queue in service if necessary. Called when the idle timer expires.
   */
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
