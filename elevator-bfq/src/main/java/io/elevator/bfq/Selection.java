package io.elevator.bfq;

import io.elevator.bfq.measure.SlotEnd;
import io.elevator.spi.Request;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the queue from which the next request is taken: the queue in service until its service
 * slot ends, and then the queue that the engine selects.
 */
final class Selection {

  private final Device device;

  Selection(Device device) {
    this.device = device;
  }

  /**
   * Returns the queue from which to dispatch now. Returns null if no queue is busy or the drive is
   * to be kept idle.
   */
  @Nullable BfqQueue select() {
    SlotEnd reason = SlotEnd.BUDGET_TIMEOUT;
    BfqQueue queue = device.inService;
    boolean timedOut =
        queue != null && device.idling.mayExpireForTimeout(queue) && !device.idling.mustIdle(queue);
    while (true) {
      if (queue != null) {
        Request next = queue.next;
        if (timedOut) {
          timedOut = false;
        } else if (next != null) {
          if (device.requests.fitsBudget(queue, next)) {
            device.idling.stop(queue);
            return queue;
          }
          reason = SlotEnd.BUDGET_EXHAUSTED;
        } else if (keepsDrive(queue)) {
          return device.injection.choose(queue);
        } else {
          reason = SlotEnd.NO_MORE_REQUESTS;
        }
        device.expiration.expire(queue, false, reason);
      }
      queue = setNextInService();
      if (queue == null) {
        return null;
      }
    }
  }

  private boolean keepsDrive(BfqQueue queue) {
    return queue.waitsForRequest || (queue.dispatched > 0 && device.idling.isBetter(queue));
  }

  private @Nullable BfqQueue setNextInService() {
    device.inServiceLastPosition = 0;
    if (device.busy.total() == 0) {
      device.inService = null;
      return null;
    }
    BfqQueue queue = (BfqQueue) device.engine.select();
    queue.fifoChecked = false;
    device.budgets.slotAssigned();
    device.raising.onService(queue);
    device.expiration.slotStarted(queue);
    device.inService = queue;
    return queue;
  }
}
