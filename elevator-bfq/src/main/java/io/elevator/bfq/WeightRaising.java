package io.elevator.bfq;

import io.elevator.bfq.measure.Ticks;

/**
 * Weight raising: multiplies the weight of a queue for a limited time. A queue is raised if a user
 * may be waiting for its task (interactive) or if its task needs data at regular intervals (soft
 * real-time).
 */
final class WeightRaising {

  static final int INTERACTIVE = 30;
  private static final int SOFT_REAL_TIME = INTERACTIVE * 100;
  private static final long AFTER_SPLIT_TICKS = 2000;
  private static final long ASYNC_STARVED_TICKS = 500;
  private static final long MAX_INTERACTIVE_SECTORS = 120_000;
  private static final long SOFT_RATE = 7000;

  private final Device device;

  WeightRaising(Device device) {
    this.device = device;
  }

  /**
   * Begins, continues or ends the raising of a queue that becomes busy.
   *
   * @param queue queue that becomes busy
   * @param deserves true if raising may begin
   * @param interactive true if the queue is considered interactive
   * @param inBurst true if the queue belongs to a large burst
   * @param soft true if the queue is considered soft real-time
   */
  void onBusy(
      BfqQueue queue, boolean deserves, boolean interactive, boolean inBurst, boolean soft) {
    if (Ticks.isAfter(queue.splitTick, device.tick)) {
      queue.splitTick = device.tick - AFTER_SPLIT_TICKS - 1; // the tick counter has wrapped round
    }
    if (queue.splitTick + AFTER_SPLIT_TICKS - device.tick >= 0) {
      return;
    }
    int old = queue.raisingCoefficient;
    if (old == 1) {
      if (deserves) {
        begin(queue, interactive);
      }
    } else {
      continueOrEnd(queue, interactive, inBurst, soft);
    }
    if (queue.raisingCoefficient != old) {
      queue.markChangePending();
    }
  }

  private void begin(BfqQueue queue, boolean interactive) {
    if (interactive) {
      queue.raising.service = 0;
      queue.raisingCoefficient = INTERACTIVE;
      queue.raising.maxTicks = device.peakRate.raiseTicks();
      device.counters.raised(RaiseReason.INTERACTIVE, queue, device.now);
    } else {
      queue.raising.startAtSwitch = Ticks.longBefore(device.tick);
      queue.raisingCoefficient = SOFT_REAL_TIME;
      queue.raising.maxTicks = RaisingState.SOFT_REAL_TIME_TICKS;
      device.counters.raised(RaiseReason.SOFT_REAL_TIME, queue, device.now);
    }
    // A small budget is enough for such a queue, and keeps the wait of other queues short.
    queue.budget = Math.min(queue.budget, device.budgets.raised());
  }

  private void continueOrEnd(BfqQueue queue, boolean interactive, boolean inBurst, boolean soft) {
    RaisingState raising = queue.raising;
    if (interactive) {
      queue.raisingCoefficient = INTERACTIVE;
      raising.maxTicks = device.peakRate.raiseTicks();
      device.counters.raised(RaiseReason.INTERACTIVE_AGAIN, queue, device.now);
    } else if (inBurst) {
      queue.raisingCoefficient = 1;
      device.counters.unraised(UnraiseReason.LARGE_BURST, queue, device.now);
    } else if (soft) {
      if (!raising.isSoftRealTime()) {
        raising.startAtSwitch = raising.lastStart;
        raising.maxTicks = RaisingState.SOFT_REAL_TIME_TICKS;
        queue.raisingCoefficient = SOFT_REAL_TIME;
        device.counters.raised(RaiseReason.SOFT_REAL_TIME, queue, device.now);
      }
      raising.lastStart = device.tick;
    }
  }

  /**
   * Raises a busy queue that has received an asynchronous request and was not raised for a long
   * time, so that writers do not starve. Returns false if too little time has passed and the queue
   * was not raised.
   */
  boolean raiseStarvedAsync(BfqQueue queue) {
    if (queue.raising.lastStart + ASYNC_STARVED_TICKS - device.tick >= 0) {
      return false;
    }
    queue.raisingCoefficient = INTERACTIVE;
    queue.raising.maxTicks = device.peakRate.raiseTicks();
    device.busy.raised++;
    queue.markChangePending();
    device.counters.raised(RaiseReason.ASYNC_STARVED, queue, device.now);
    return true;
  }

  /**
   * Ends raising if its conditions no longer hold. Called when a request of the queue in service
   * was dispatched.
   */
  void onDispatch(BfqQueue queue) {
    RaisingState raising = queue.raising;
    if (queue.isRaised()) {
      if (queue.inLargeBurst) {
        end(queue, UnraiseReason.LARGE_BURST);
      } else if (raising.lastStart + raising.maxTicks - device.tick < 0) {
        if (!raising.isSoftRealTime() || isInteractivePeriodOver(raising)) {
          end(queue, UnraiseReason.TIME);
        } else {
          backToInteractive(queue);
          queue.markChangePending();
        }
      }
      if (queue.isRaised()
          && !raising.isSoftRealTime()
          && raising.service > MAX_INTERACTIVE_SECTORS) {
        end(queue, UnraiseReason.SERVICE);
      }
    }
    if (queue.weight() > queue.originalWeight() != queue.isRaised()) {
      device.engine.applyWeight(queue);
    }
  }

  boolean isInteractivePeriodOver(RaisingState raising) {
    return raising.startAtSwitch + device.peakRate.raiseTicks() - device.tick < 0;
  }

  /**
   * Ends soft real-time raising if all recent requests of the queue were seeks, because no soft
   * real-time task reads like that.
   */
  void onSeek(BfqQueue queue) {
    if (!queue.isRaised() || !queue.raising.isSoftRealTime() || !queue.seeks.isTotallySeeky()) {
      return;
    }
    if (isInteractivePeriodOver(queue.raising)) {
      end(queue, UnraiseReason.SEEKY);
    } else {
      backToInteractive(queue);
      queue.markChangePending();
    }
  }

  /**
   * Ends raising of a queue. As in Linux, decreases the number of raised busy queues even if the
   * queue was not raised.
   */
  void end(BfqQueue queue, UnraiseReason reason) {
    RaisingState raising = queue.raising;
    if (!raising.isSoftRealTime()) {
      queue.softRealTimeNextStart = device.tick;
    }
    if (queue.busy) {
      device.busy.raised--;
    }
    queue.raisingCoefficient = 1;
    raising.maxTicks = 0;
    raising.lastStart = device.tick;
    queue.markChangePending();
    device.counters.unraised(reason, queue, device.now);
  }

  /** Ends soft real-time raising and resumes the interactive raising that it interrupted. */
  void backToInteractive(BfqQueue queue) {
    queue.raisingCoefficient = INTERACTIVE;
    queue.raising.maxTicks = device.peakRate.raiseTicks();
    queue.raising.lastStart = queue.raising.startAtSwitch;
  }

  /**
   * Returns the earliest tick at which a request may make the queue soft real-time. The tick
   * follows from the bandwidth that the queue has used.
   */
  long softRealTimeNextStart(BfqQueue queue) {
    long byRate =
        queue.lastIdleToBacklogged
            + Long.divideUnsigned(1000L * queue.serviceSinceBacklogged, SOFT_RATE);
    long byPause = device.tick + device.tunables.sliceIdleNanos / 1_000_000 + 4;
    return Ticks.unsignedMax(Ticks.unsignedMax(queue.softRealTimeNextStart, byRate), byPause);
  }

  /**
   * Excludes the time that a queue spent without service from the duration of soft real-time
   * raising. Called when the queue is set in service.
   */
  void onService(BfqQueue queue) {
    RaisingState raising = queue.raising;
    long tick = device.tick;
    if (!Ticks.isBefore(raising.lastStart, tick)
        || !queue.isRaised()
        || !raising.isSoftRealTime()
        || !Ticks.isBefore(queue.budgetTimeoutTick, tick)) {
      return;
    }
    if (Ticks.isAfter(queue.budgetTimeoutTick, raising.lastStart)) {
      raising.lastStart += tick - queue.budgetTimeoutTick;
    } else {
      raising.lastStart = tick;
    }
  }

  /**
   * Ends the raising of all queues that the engine or a group knows. The queues are visited in the
   * order of Linux, and some repeatedly, as in Linux.
   */
  void endAll() {
    for (var at = device.engine.activeQueues().newest();
        at != null;
        at = device.engine.activeQueues().olderThan(at)) {
      end((BfqQueue) at, UnraiseReason.LOW_LATENCY_OFF);
    }
    for (var at = device.engine.idleQueues().newest();
        at != null;
        at = device.engine.idleQueues().olderThan(at)) {
      end((BfqQueue) at, UnraiseReason.LOW_LATENCY_OFF);
    }
    device.groups.forEachAsyncAsLinux(queue -> end(queue, UnraiseReason.LOW_LATENCY_OFF));
  }
}
