package io.elevator.bfq;

import io.elevator.bfq.measure.Ticks;

/**
 * Stable merges. Queues that are created at nearly the same time usually belong to one application.
 * If the drive has no moving parts and queues requests, such a queue is merged at once. On other
 * drives the merge is planned, and carried out later unless idling for the queue increases
 * throughput.
 */
final class StableMerging {

  private static final long WINDOW_TICKS = 600;

  private final Device device;

  StableMerging(Device device) {
    this.device = device;
  }

  /**
   * Returns the queue for a task: the queue that was just created for the task, or the queue into
   * which the created queue was merged at once.
   */
  BfqQueue decide(BfqQueue created, BfqIcq icq) {
    BfqGroup group = created.group;
    BfqQueue last = group.lastCreated;
    if (last == null
        || Ticks.isBefore(last.creationTick + WINDOW_TICKS, created.creationTick)
        || last.ioLevel() != created.ioLevel()
        || last.ioClass() != created.ioClass()) {
      group.lastCreated = created;
      return created;
    }
    if (Ticks.isBefore(last.creationTick + Bursts.INTERVAL_TICKS, created.creationTick)) {
      return created;
    }
    if (device.isNonRotationalWithQueueing()) {
      return mergeNow(created, last, icq);
    }
    last.hold();
    device.lifecycle.forgetPlan(icq); // the plan replaces one for an earlier queue of the task
    icq.plannedPartner = last;
    return created;
  }

  private BfqQueue mergeNow(BfqQueue created, BfqQueue last, BfqIcq icq) {
    BfqQueue target = device.mergeTargets.schedule(created, last);
    if (target == null) {
      return created;
    }
    if (target.owner != null) {
      target.owner.stablyMerged = true;
    }
    icq.stablyMerged = true;
    created.owner = icq;
    device.merging.step(icq, created, target);
    return target;
  }
}
