package io.elevator.bfq;

import io.elevator.bfq.measure.SlotEnd;
import io.elevator.spi.Request;

/**
 * Ends a queue's service slot: charges the queue, computes its next budget, and decides whether it
 * stays busy.
 */
final class Expiration {

  /**
   * Duration that counts as a full budget when a queue is charged for time, in milliseconds. The
   * tunables do not change it.
   */
  private static final int FULL_SLOT_MILLIS = 125;

  private static final int SHORT_SLOT_MILLIS = 8;
  private static final int SHORT_SLOT_MILLIS_NON_ROTATIONAL = 2;
  private static final int SHORT_SLOT_MICROS = 1000;
  private static final int JUDGED_BY_RATE_MICROS = 20_000;

  private final Device device;

  /** Time at which the current service slot began, in nanoseconds. */
  private long budgetStart;

  Expiration(Device device) {
    this.device = device;
  }

  /** Begins the service slot of a queue. */
  void slotStarted(BfqQueue queue) {
    budgetStart = device.now;
    device.counters.served(queue, device.now);
    int times = queue.raising.isSoftRealTime() ? 1 : queue.weight() / queue.originalWeight();
    queue.budgetTimeoutTick = device.tick + ((device.tunables.timeoutTicks * times) & 0xffff_ffffL);
  }

  /**
   * Ends the service slot of the queue in service.
   *
   * @param queue queue in service
   * @param compensate true if the idling at the end of the slot does not count in its duration
   * @param reason reason for the end of the slot
   */
  void expire(BfqQueue queue, boolean compensate, SlotEnd reason) {
    int micros =
        (int)
            Long.divideUnsigned(
                (compensate ? device.idling.startNanos : device.now) - budgetStart, 1000);
    boolean slow = isSlow(queue, micros);
    device.counters.expired(reason, queue, slow, device.now);
    boolean leftMuchInTime =
        reason == SlotEnd.BUDGET_TIMEOUT && queue.budgetLeft() >= queue.budget / 3;
    if (queue.raisingCoefficient == 1 && (slow || leftMuchInTime)) {
      chargeTime(queue, millis(queue, micros));
    }
    if (device.tunables.lowLatency) {
      if (queue.raisingCoefficient == 1) {
        queue.raising.lastStart = device.tick;
      }
      if (queue.isEmpty()) {
        if (queue.dispatched == 0) {
          queue.softRealTimeNextStart = device.raising.softRealTimeNextStart(queue);
        } else {
          queue.softRealTimeUpdatePending = true;
        }
      }
    }
    device.injectionMeasuring.stop();
    recalculateBudget(queue, reason);
    if (takeOutOfService(queue, reason)) {
      return;
    }
    boolean endedByItsOwnPace =
        reason != SlotEnd.BUDGET_TIMEOUT && reason != SlotEnd.BUDGET_EXHAUSTED;
    if (!queue.busy && endedByItsOwnPace) {
      queue.waitsWithoutBlocking = true;
    } else {
      queue.service = 0;
    }
    device.engine.resetServiceAbove(queue);
  }

  /**
   * Takes the queue in service out of service, without charging it or changing its budget.
   *
   * @return true if the queue was freed
   */
  boolean takeOutOfService(BfqQueue queue, SlotEnd reason) {
    if (queue.shared && queue.isSeeky()) {
      queue.splitWanted = true;
    }
    boolean keepsTurn = reason == SlotEnd.PREEMPTED && device.idling.isNeededForGuarantees(queue);
    if (queue.isEmpty() && !keepsTurn) {
      if (queue.dispatched == 0) {
        queue.budgetTimeoutTick = device.tick;
      }
      device.busy.remove(queue, true);
    } else {
      device.engine.requeueExpired(queue);
      if (!queue.isEmpty()) {
        device.requests.updatePosition(queue);
      }
    }
    device.idling.stop(queue);
    device.inService = null;
    return device.engine.resetInService(queue);
  }

  /**
   * Returns true if the queue has transferred so little in its time that it is charged for time.
   */
  private boolean isSlow(BfqQueue queue, int micros) {
    if (!queue.sync) {
      return false;
    }
    if (Integer.compareUnsigned(micros, JUDGED_BY_RATE_MICROS) > 0) {
      return queue.service < device.budgets.deviceMax() / 2;
    }
    return queue.isSeeky();
  }

  private int millis(BfqQueue queue, int micros) {
    if (!queue.sync) {
      return 0;
    }
    if (Integer.compareUnsigned(micros, SHORT_SLOT_MICROS) < 0) {
      return device.rotational ? SHORT_SLOT_MILLIS : SHORT_SLOT_MILLIS_NON_ROTATIONAL;
    }
    return Integer.divideUnsigned(micros, 1000);
  }

  private void chargeTime(BfqQueue queue, int millis) {
    int bounded = Math.min(millis, FULL_SLOT_MILLIS);
    int target = (int) ((long) device.budgets.deviceMax() * bounded / FULL_SLOT_MILLIS);
    int total = Math.max(target, queue.service);
    if (total > queue.budget) {
      queue.budget = total;
    }
    device.dispatching.charge(queue, total - queue.service);
  }

  private void recalculateBudget(BfqQueue queue, SlotEnd reason) {
    boolean raised = queue.isRaised();
    if (reason == SlotEnd.PREEMPTED && queue.sync && !raised) {
      return; // the slot was interrupted, so its service does not show the queue's need
    }
    queue.maxBudget =
        device.budgets.afterSlot(
            queue.maxBudget, queue.sync, raised, reason, queue.service, queue.dispatched > 0);
    Request next = queue.next;
    if (next != null) {
      queue.budget = Math.max(queue.maxBudget, device.requests.cost(queue, next));
    }
  }
}
