package io.elevator.bfq;

import org.jspecify.annotations.Nullable;

/**
 * Chooses the queue with which another queue is merged: a queue whose requests are close to the
 * other queue's requests (tasks that work on one file together), or a queue that was created at
 * nearly the same time.
 */
final class MergeTargets {

  private static final long LATE_STABLE_TICKS = 600;

  private final Device device;

  MergeTargets(Device device) {
    this.device = device;
  }

  /**
   * Returns the queue into which a queue is to be merged, and schedules this merge. Returns null if
   * there is no such queue.
   *
   * @param queue queue of the task
   * @param sector sort key of the bio or request of the task
   * @param icq task
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
    partner.hold(); // forgetPlan releases the plan's reference, which may be the last one
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
   * Schedules a merge: the tasks of {@code queue} will move to {@code other}. If {@code other}
   * itself is being merged, they will move to the end of that chain. Returns the target, or null if
   * the merge is not possible.
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
