package io.elevator.bfq;

import io.elevator.bfq.measure.SlotEnd;
import io.elevator.spi.Request;
import org.jspecify.annotations.Nullable;

/** Dispatches requests to the drive. */
final class Dispatching {

  private final Device device;

  Dispatching(Device device) {
    this.device = device;
  }

  /**
   * Removes the next request for the drive and returns it. Returns null if there is no request or
   * the drive is kept idle.
   */
  @Nullable Request next() {
    Request direct = device.dispatchList.removeFirst();
    if (direct != null) {
      BfqRequest data = BfqRequest.of(direct);
      BfqQueue queue = data.queue;
      if (queue != null) {
        queue.dispatched++;
        device.inDriver++;
      }
      return started(data);
    }
    if (device.busy.total() == 0 || (device.tunables.strictGuarantees && device.inDriver > 0)) {
      return null;
    }
    BfqQueue queue = device.selection.select();
    if (queue == null) {
      return null;
    }
    Request request = queue.next;
    if (request == null) {
      throw new IllegalStateException("a queue without requests was selected");
    }
    dispatch(queue, request);
    device.inDriver++;
    return started(BfqRequest.of(request));
  }

  private Request started(BfqRequest data) {
    data.started = true;
    device.attachment.dispatched(data.request);
    return data.request;
  }

  private void dispatch(BfqQueue queue, Request request) {
    charge(queue, device.requests.cost(queue, request));
    boolean inService = queue == device.inService;
    if (inService) {
      device.injectionMeasuring.dispatched(request);
    }
    queue.dispatched++;
    if (device.peakRate.dispatched(
        request.sortKey(), request.sectors(), device.inDriver, device.now)) {
      device.budgets.setAutomaticMax(device.automaticMaxBudget());
    }
    if (inService) {
      device.inServiceLastPosition = request.endSortKey();
    }
    device.requests.remove(queue, request);
    if (!inService) {
      return;
    }
    device.raising.onDispatch(queue);
    if (queue.isIdleClass() && device.busy.total() > 1) {
      device.expiration.expire(queue, false, SlotEnd.BUDGET_EXHAUSTED);
    }
  }

  /**
   * Charges a queue for service. A charge of 0 sectors also has effects: see {@code
   * Wf2qPlus.charge}.
   */
  void charge(BfqQueue queue, int sectors) {
    if (queue.serviceSinceBacklogged == 0) {
      queue.firstIoTick = device.tick;
    }
    if (queue.isRaised()) {
      queue.raising.service += sectors;
    }
    queue.serviceSinceBacklogged += sectors;
    device.engine.charge(queue, sectors);
  }
}
