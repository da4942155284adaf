package io.elevator.bfq;

import io.elevator.spi.Request;

/**
 * Assigns a queue to a request that is being inserted, after checking whether the priority or the
 * group of the task has changed.
 */
final class Preparation {

  private final Device device;

  Preparation(Device device) {
    this.device = device;
  }

  /**
   * Finds or creates the queue of a request. Does nothing for a request without a task, because
   * such a request bypasses all queues.
   */
  void prepare(BfqRequest data) {
    Request request = data.request;
    BfqIcq icq = (BfqIcq) request.icq();
    if (icq == null || data.queue != null) {
      return;
    }
    BfqGroup group = device.groups.of(request.group());
    device.lifecycle.checkPriority(icq, request.task(), group);
    device.groups.checkGroup(icq, request.group(), group);
    boolean sync = request.isSync();
    BfqQueue old = icq.slot(sync);
    BfqQueue queue;
    boolean split = false;
    if (old == null) {
      queue = device.lifecycle.get(icq, request.task(), sync, group);
      device.lifecycle.setSlot(icq, sync, queue);
    } else if (Splitting.isDue(icq, old)) {
      queue = device.splitting.split(icq, old, request.task(), group);
      split = true;
    } else {
      queue = old;
    }
    queue.addAllocated(1);
    queue.hold();
    icq.allocated++;
    data.icq = icq;
    data.queue = queue;
    if (queue.mergeTarget == null && queue.processReferences == 1) {
      queue.owner = icq;
      if (split) {
        device.splitting.restore(queue, icq.saved, queue == old);
      }
    }
    device.bursts.consider(queue);
  }
}
