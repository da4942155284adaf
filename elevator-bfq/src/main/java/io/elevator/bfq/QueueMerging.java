package io.elevator.bfq;

import io.elevator.bfq.measure.Ticks;

/** Carries out scheduled merges: moves a task from its queue to the merge target. */
final class QueueMerging {

  private final Device device;

  QueueMerging(Device device) {
    this.device = device;
  }

  /**
   * Moves a task from one queue to another along the chain of scheduled merge targets.
   *
   * @throws IllegalStateException if the chain does not lead to {@code to}
   */
  void moveTask(BfqIcq icq, BfqQueue from, BfqQueue to) {
    BfqQueue at = from;
    while (at != to) {
      BfqQueue target = at.mergeTarget;
      if (target == null) {
        throw new IllegalStateException("a chain of merges does not lead to its target");
      }
      step(icq, at, target);
      at = target;
    }
  }

  /**
   * Moves a request that is being inserted to the queue into which {@code from} is merged. Also
   * moves the request's task if the task still uses {@code from}.
   */
  void redirect(BfqRequest data, BfqIcq icq, BfqQueue from, BfqQueue to) {
    from.addAllocated(-1);
    to.addAllocated(1);
    to.hold();
    if (icq.slot(true) == from) {
      moveTask(icq, from, to);
    }
    from.justCreated = false;
    data.queue = to;
    from.release();
  }

  /** Moves a task from a queue to the queue that is the direct merge target of this queue. */
  void step(BfqIcq icq, BfqQueue queue, BfqQueue target) {
    save(queue);
    save(target);
    if (queue.intensity.isIoBound()) {
      target.intensity.setIoBound(true);
    }
    queue.intensity.setIoBound(false);
    device.wakers.inherit(queue, target);
    if (target.raisingCoefficient == 1 && queue.isRaised()) {
      target.raisingCoefficient = queue.raisingCoefficient;
      target.raising.maxTicks = queue.raising.maxTicks;
      target.raising.lastStart = queue.raising.lastStart;
      target.raising.startAtSwitch = queue.raising.startAtSwitch;
      if (target.busy) {
        device.busy.raised++;
      }
      target.markChangePending();
      device.counters.raised(RaiseReason.INHERITED, target, device.now);
    }
    if (queue.isRaised()) {
      queue.raisingCoefficient = 1;
      queue.markChangePending();
      if (queue.busy) {
        device.busy.raised--;
      }
      device.counters.unraised(UnraiseReason.MERGED, queue, device.now);
    }
    device.lifecycle.setSlot(icq, true, target);
    target.shared = true;
    target.owner = null;
    queue.owner = null;
    if (queue.group.lastCreated == queue) {
      queue.group.lastCreated = target;
    }
    device.counters.merged(target, icq, device.now);
    device.lifecycle.releaseProcess(queue);
  }

  /** Saves the state of a queue in the icq of its owner, if a single task owns the queue. */
  private void save(BfqQueue queue) {
    BfqIcq owner = queue.owner;
    if (owner == null) {
      return;
    }
    SavedQueue saved = owner.saved;
    saved.inject.copyFrom(queue.inject);
    saved.weight = queue.originalWeight();
    saved.think.copyFrom(queue.think);
    saved.shortThinkTime = queue.shortThinkTime;
    saved.intensity.copyFrom(queue.intensity);
    saved.inLargeBurst = queue.inLargeBurst;
    saved.wasInBurstList = queue.inBurstList;
    if (queue.justCreated && !queue.inLargeBurst && device.tunables.lowLatency) {
      // The weight of the queue would have been raised at its first request, which now goes to the
      // merge target.
      saved.raisingCoefficient = WeightRaising.INTERACTIVE;
      saved.raising.startAtSwitch = Ticks.longBefore(device.tick);
      saved.raising.maxTicks = device.peakRate.raiseTicks();
      saved.raising.lastStart = device.tick;
    } else {
      saved.raisingCoefficient = queue.raisingCoefficient;
      saved.raising.copyFrom(queue.raising);
    }
  }
}
