package io.elevator.bfq;

import io.elevator.bfq.measure.HardwareQueueing.Verdict;
import io.elevator.spi.Timer;
import org.jspecify.annotations.Nullable;

/**
 * Whether the drive is kept idle for a queue that has nothing just now: it costs throughput now,
 * and is worth it when the next request is near in place or time, or when fairness depends on it.
 */
final class Idling {

  private static final int FOREIGN_REQUESTS_MARGIN = 4;
  private static final long SEEKY_NANOS = 2_000_000;
  private static final long RAISED_NANOS = 20_000_000;

  private final Device device;
  private final Timer timer;

  /** When the drive was last set idle. */
  long startNanos;

  long startTick;
  private long until;

  Idling(Device device, Timer timer) {
    this.device = device;
    this.timer = timer;
  }

  /**
   * Whether serving all queues alike would give somebody less than is due, with {@code queue} among
   * those that gain.
   */
  boolean isAsymmetricFor(BfqQueue queue) {
    return device.engine.weights().differAbove(queue)
        || device.busy.severalClasses()
        || device.engine.groupsWithPending() > 0;
  }

  /** Why idling is needed to give the queue what it is due; null if it is not. */
  private @Nullable IdleReason neededReason(BfqQueue queue) {
    if (!queue.hasProcesses()) {
      return null;
    }
    if (queue.isRaised() && othersCompeteWithRaised(queue)) {
      return IdleReason.RAISED;
    }
    if (isAsymmetricFor(queue)) {
      return IdleReason.ASYMMETRIC;
    }
    return device.busy.total() == 1 ? IdleReason.ALONE : null;
  }

  private boolean othersCompeteWithRaised(BfqQueue queue) {
    return device.busy.raised < device.busy.total()
        || device.inDriver >= queue.dispatched + FOREIGN_REQUESTS_MARGIN;
  }

  boolean isNeededForGuarantees(BfqQueue queue) {
    return neededReason(queue) != null;
  }

  /**
   * Whether waiting for the queue's next request gives more throughput than serving somebody else.
   */
  boolean boostsThroughput(BfqQueue queue) {
    if (!queue.hasProcesses() || device.busy.raised != 0) {
      return false;
    }
    Verdict verdict = device.hardware.verdict();
    if (device.rotational) {
      return verdict == Verdict.NONE || isSequentialAndPrompt(queue);
    }
    return verdict == Verdict.NONE && isSequentialAndPrompt(queue);
  }

  private static boolean isSequentialAndPrompt(BfqQueue queue) {
    return !queue.isSeeky() && queue.intensity.isIoBound() && queue.shortThinkTime;
  }

  /** Why the drive is better kept idle for the queue when that has nothing; null if it is not. */
  @Nullable IdleReason reason(BfqQueue queue) {
    if (!queue.hasProcesses()) {
      return null;
    }
    if (device.tunables.strictGuarantees) {
      return IdleReason.STRICT_GUARANTEES;
    }
    if (device.tunables.sliceIdleNanos == 0 || !queue.sync || queue.isIdleClass()) {
      return null;
    }
    return boostsThroughput(queue) ? IdleReason.THROUGHPUT : neededReason(queue);
  }

  boolean isBetter(BfqQueue queue) {
    return reason(queue) != null;
  }

  boolean mustIdle(BfqQueue queue) {
    return queue.isEmpty() && isBetter(queue);
  }

  boolean isTimedOut(BfqQueue queue) {
    return queue.budgetTimeoutTick - device.tick <= 0;
  }

  /**
   * A queue that is waited for may outstay its time unless at least a third of its budget is left.
   */
  boolean mayExpireForTimeout(BfqQueue queue) {
    return (!queue.waitsForRequest || queue.budgetLeft() >= queue.budget / 3) && isTimedOut(queue);
  }

  /** Begins to wait for the queue in service. */
  void start(BfqQueue queue) {
    queue.waitsForRequest = true;
    long length = device.tunables.sliceIdleNanos;
    if (queue.isSeeky() && queue.raisingCoefficient == 1 && !isAsymmetricFor(queue)) {
      length = Math.min(length, SEEKY_NANOS);
    } else if (queue.isRaised()) {
      length = Math.max(length, RAISED_NANOS);
    }
    startNanos = device.now;
    startTick = device.tick;
    until = device.now + length;
    timer.arm(until);
    IdleReason reason = reason(queue);
    if (reason != null) {
      device.counters.idled(reason, queue, length, device.now);
    }
  }

  /** Ends the wait: a request came, or the queue goes out of service. */
  void stop(BfqQueue queue) {
    if (queue.waitsForRequest) {
      queue.waitsForRequest = false;
      timer.cancel();
    }
  }

  /**
   * Whether a firing of the timer still means the present wait: it may have begun just before it
   * was cancelled.
   */
  boolean isOver(BfqQueue queue, long time) {
    return queue.waitsForRequest && time - until >= 0;
  }

  /** The timer fires no more. */
  void close() {
    timer.close();
  }
}
