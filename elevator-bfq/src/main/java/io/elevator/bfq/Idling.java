package io.elevator.bfq;

import io.elevator.bfq.measure.HardwareQueueing.Verdict;
import io.elevator.spi.Timer;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether the drive is kept idle for a queue that has no request at the moment, and owns
 * the idle timer. Idling costs throughput at first. It is worthwhile if the next request is
 * expected soon and close to the last one, or if fairness requires it.
 */
final class Idling {

  private static final int FOREIGN_REQUESTS_MARGIN = 4;
  private static final long SEEKY_NANOS = 2_000_000;
  private static final long RAISED_NANOS = 20_000_000;

  private final Device device;
  private final Timer timer;

  /**
   * Time at which idling last began, in nanoseconds; {@link #startTick} is the same time in ticks.
   */
  long startNanos;

  long startTick;
  private long until;

  Idling(Device device, Timer timer) {
    this.device = device;
    this.timer = timer;
  }

  /**
   * Returns true if serving all busy queues equally would violate their shares. That is so if their
   * weights differ and the weight of the given queue is not the smallest, if their classes differ,
   * or if groups have requests.
   */
  boolean isAsymmetricFor(BfqQueue queue) {
    return device.engine.weights().differAbove(queue)
        || device.busy.severalClasses()
        || device.engine.groupsWithPending() > 0;
  }

  /**
   * Returns the reason why idling is needed so that a queue gets its share; null if it is not
   * needed.
   */
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
   * Returns true if waiting for the next request of a queue gives more throughput than serving
   * another queue.
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

  /**
   * Returns the reason to keep the drive idle when a queue has no request; null if another queue
   * should be served instead.
   */
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
   * Returns true if the service slot of a queue has lasted too long and may be ended. While the
   * elevator idles for the queue, the slot may be ended only if at least a third of the budget is
   * left.
   */
  boolean mayExpireForTimeout(BfqQueue queue) {
    return (!queue.waitsForRequest || queue.budgetLeft() >= queue.budget / 3) && isTimedOut(queue);
  }

  /** Begins to idle for the queue in service. */
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

  /** Ends idling. Called when a request has arrived or the queue leaves service. */
  void stop(BfqQueue queue) {
    if (queue.waitsForRequest) {
      queue.waitsForRequest = false;
      timer.cancel();
    }
  }

  /**
   * Returns true if idling for a queue has lasted for its full time. Returns false if the timer
   * expired just before it was cancelled or armed again.
   */
  boolean isOver(BfqQueue queue, long time) {
    return queue.waitsForRequest && time - until >= 0;
  }

  /** Closes the idle timer. */
  void close() {
    timer.close();
  }
}
