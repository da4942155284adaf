package io.elevator.bfq;

import org.jspecify.annotations.Nullable;

/**
 * Which queue another is to be merged with: one whose requests lie close (tasks that share the work
 * on one file), or one that was created at nearly the same time.
 */
final class MergeTargets {

  private static final long LATE_STABLE_TICKS = 600;

  private final Device device;

  MergeTargets(Device device) {
    this.device = device;
  }

  /**
   * The queue that {@code queue} is to be merged into, given a request of the task at {@code
   * sector}; or null.
   */
  @Nullable BfqQueue find(BfqQueue queue, long sector, BfqIcq icq) {
    BfqQueue scheduled = queue.mergeTarget;
    if (scheduled != null) {
      return endOfChain(scheduled);
    }
    boolean nonRotationalWithQueueing = device.isNonRotationalWithQueueing();
    BfqQueue partner = icq.plannedPartner;
    if (!nonRotationalWithQueueing && partner != null && isDueForStableMerge(queue)) {
      return stableTarget(queue, partner, icq);
    }
    if (nonRotationalWithQueueing
        || device.requests.isTooLateForMerging(queue)
        || device.busy.total() == 1) {
      return null;
    }
    BfqQueue current = device.inService;
    if (current != null
        && current != queue
        && PositionTree.isClose(sector, device.inServiceLastPosition)
        && queue.group == current.group
        && mayCooperate(queue, current)) {
      BfqQueue target = schedule(queue, current);
      if (target != null) {
        return target;
      }
    }
    BfqQueue close = queue.group.positions.findClose(sector);
    if (close == null || close == queue || !mayCooperate(queue, close)) {
      return null;
    }
    return schedule(queue, close);
  }

  private boolean isDueForStableMerge(BfqQueue queue) {
    return queue.sync
        && !queue.justCreated
        && queue.splitTick + LATE_STABLE_TICKS - device.tick < 0
        && queue.creationTick + LATE_STABLE_TICKS - device.tick < 0;
  }

  private @Nullable BfqQueue stableTarget(BfqQueue queue, BfqQueue partner, BfqIcq icq) {
    int processes = Math.min(queue.processReferences, partner.processReferences);
    partner.hold(); // the plan's own hold goes now, and the partner with it if it was the last
    device.lifecycle.forgetPlan(icq);
    BfqQueue target = null;
    if (!device.idling.boostsThroughput(queue) && processes > 0) {
      target = schedule(queue, partner);
      if (target != null) {
        icq.stablyMerged = true;
        if (target.owner != null) {
          target.owner.stablyMerged = true;
        }
      }
    }
    partner.release();
    return target;
  }

  private boolean mayCooperate(BfqQueue queue, BfqQueue other) {
    return !device.requests.isTooLateForMerging(other)
        && !queue.isIdleClass()
        && queue.ioClass() == other.ioClass()
        && !queue.isSeeky()
        && !other.isSeeky()
        && queue.sync
        && other.sync;
  }

  /**
   * Schedules that the tasks of {@code queue} move to {@code other}, or where that moves to; null
   * if that cannot be.
   */
  @Nullable BfqQueue schedule(BfqQueue queue, BfqQueue other) {
    if (!other.hasProcesses()) {
      return null;
    }
    BfqQueue target = other;
    while (target != queue && target.mergeTarget != null) {
      target = target.mergeTarget;
    }
    if (target == queue
        || !queue.hasProcesses()
        || !target.hasProcesses()
        || queue.group != target.group) {
      return null;
    }
    queue.mergeTarget = target;
    target.addProcessReferences(queue.processReferences);
    device.counters.mergeScheduled(queue, device.now);
    return target;
  }

  private static BfqQueue endOfChain(BfqQueue queue) {
    BfqQueue at = queue;
    for (BfqQueue further = at.mergeTarget; further != null; further = at.mergeTarget) {
      at = further;
    }
    return at;
  }
}
