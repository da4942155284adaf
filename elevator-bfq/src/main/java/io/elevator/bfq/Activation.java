package io.elevator.bfq;

import io.elevator.bfq.measure.SlotEnd;
import io.elevator.spi.Request;

/**
 * Makes a queue busy that was idle: assigns its budget, and decides whether its weight is raised
 * and whether it preempts the queue in service.
 */
final class Activation {

  private static final long LONG_IDLE_TICKS = 2000;
  private static final long LEAVES_BURST_TICKS = 10_000;

  /**
   * Weight of the default best-effort level. Only queues with this weight are raised, because a
   * task that requested another weight must get exactly that one.
   */
  private static final int RAISABLE_WEIGHT = 40;

  private final Device device;

  Activation(Device device) {
    this.device = device;
  }

  /**
   * Makes an idle queue busy with its first request.
   *
   * @param queue queue that becomes busy
   * @param request first request of the queue
   * @param icq task that submitted the request
   * @return true if the queue is considered interactive
   */
  boolean becomeBusy(BfqQueue queue, Request request, BfqIcq icq) {
    long tick = device.tick;
    boolean longIdle = isIdleSince(queue, LONG_IDLE_TICKS) && queue.dispatched == 0;
    boolean inTime = queue.think.arrivesInTime(device.now, device.tunables.sliceIdleNanos);
    boolean inBurst = queue.inLargeBurst;
    boolean soft = isSoftRealTime(queue, inBurst);
    boolean interactive = !inBurst && longIdle && queue.requestedWeight() == RAISABLE_WEIGHT;
    boolean deserves =
        device.tunables.lowLatency
            && (queue.isRaised() || (mayBeRaised(queue, icq) && (interactive || soft)));

    boolean wantsToPreempt = assignBudget(queue, request, inTime);

    if (!queue.justCreated && longIdle && isIdleSince(queue, LEAVES_BURST_TICKS)) {
      device.bursts.leave(queue);
      queue.inLargeBurst = false;
    }
    queue.justCreated = false;

    if (device.tunables.lowLatency) {
      device.raising.onBusy(queue, deserves, interactive, inBurst, soft);
    }
    queue.lastIdleToBacklogged = tick;
    queue.serviceSinceBacklogged = 0;
    queue.softRealTimeUpdatePending = false;

    device.busy.add(queue);
    preemptIfDue(queue, wantsToPreempt);
    return interactive;
  }

  private boolean isIdleSince(BfqQueue queue, long ticks) {
    return queue.budgetTimeoutTick + ticks - device.tick < 0;
  }

  private boolean isSoftRealTime(BfqQueue queue, boolean inBurst) {
    return !queue.seeks.isTotallySeeky()
        && !inBurst
        && queue.softRealTimeNextStart - device.tick < 0
        && queue.dispatched == 0
        && queue.requestedWeight() == RAISABLE_WEIGHT;
  }

  /**
   * Returns true if the weight of a queue may be raised. A queue shared by several tasks is
   * excluded, because its pauses say nothing about a single task. If the tasks were merged stably
   * the queue is not excluded, because they belong to one application.
   */
  private static boolean mayBeRaised(BfqQueue queue, BfqIcq icq) {
    return queue.sync && (queue.owner != null || icq.stablyMerged);
  }

  /**
   * Assigns the budget for the queue's next service slot. Returns true if the queue continues an
   * interrupted budget; it may then preempt the queue in service.
   */
  private boolean assignBudget(BfqQueue queue, Request request, boolean inTime) {
    if (queue.waitsWithoutBlocking && inTime && queue.budgetLeft() > 0) {
      queue.budget = Math.min(queue.budgetLeft(), queue.maxBudget);
      queue.service = 0;
      return true;
    }
    queue.service = 0;
    Request next = queue.next == null ? request : queue.next;
    queue.budget = Math.max(queue.maxBudget, device.requests.cost(queue, next));
    queue.waitsWithoutBlocking = false;
    return false;
  }

  private void preemptIfDue(BfqQueue queue, boolean wantsToPreempt) {
    BfqQueue current = device.inService;
    if (current == null || !device.engine.hasOtherCandidate()) {
      return;
    }
    if ((wantsToPreempt && queue.raisingCoefficient >= current.raisingCoefficient)
        || outranks(queue, current)
        || !device.idling.isBetter(current)) {
      device.expiration.expire(current, false, SlotEnd.PREEMPTED);
    }
  }

  private static boolean outranks(BfqQueue queue, BfqQueue current) {
    if (queue.ioClass() < current.ioClass()) {
      return true;
    }
    var parent = queue.parent();
    var currentParent = current.parent();
    if (parent == currentParent) {
      return queue.weight() > current.weight();
    }
    int weight = parent == null ? queue.weight() : parent.weight();
    int currentWeight = currentParent == null ? current.weight() : currentParent.weight();
    return weight > currentWeight;
  }
}
