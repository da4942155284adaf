package io.elevator.bfq;

import io.elevator.bfq.measure.Ticks;

/**
 * Queues of tasks that start together are usually parts of one job: on a drive where it pays they
 * share a queue from the start, elsewhere they are planned to, once they have shown that idling for
 * them does not help.
 */
final class StableMerging {

  private static final long WINDOW_TICKS = 600;

  private final Device device;

  StableMerging(Device device) {
    this.device = device;
  }

  /**
   * The queue for a task whose own one was just created: that one, or another's that it is merged
   * into at once.
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
    device.lifecycle.forgetPlan(icq); // of a queue it had before
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
