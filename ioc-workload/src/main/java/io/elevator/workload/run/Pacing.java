package io.elevator.workload.run;

import io.elevator.workload.job.Direction;
import io.elevator.workload.job.JobSpec;
import io.elevator.workload.pattern.IoUnit;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a job that has not reached its depth may submit now or must wait. It must wait
 * while it pauses to think, is ahead of its rate, or ahead of the other jobs of its flow. Used by
 * the rounds of one job, one thread at a time.
 */
final class Pacing {
  /**
   * Least time for which a job waits that is ahead of its flow and sets no {@code flow_sleep}, in
   * nanoseconds.
   */
  private static final long FLOW_NANOS = 50_000;

  /**
   * Part of the time since the flow's last progress for which the job waits, if that is longer.
   * Another job of the flow may pause for a day, and checks in constant intervals would take too
   * long in virtual time.
   */
  private static final int FLOW_PART = 32;

  private final JobSpec spec;
  private final RateGate rates;
  private final Pauses pauses;
  private final FlowGate.@Nullable Member flow;
  private long wakeNanos = Long.MAX_VALUE;
  private long flowProgress;
  private long flowProgressNanos;

  Pacing(JobSpec spec, RateGate rates, FlowGate.@Nullable Member flow) {
    this.spec = spec;
    this.rates = rates;
    this.pauses = new Pauses(spec.pace().think());
    this.flow = flow;
  }

  /** Starts the rates and the counting towards pauses. Called when the job begins. */
  void start(long now) {
    rates.start(now);
    pauses.start(now);
    if (flow != null) {
      flow.begin();
    }
  }

  /**
   * Removes the job from its flow when it has ended, so that other jobs no longer wait for this
   * job.
   */
  void leave() {
    if (flow != null) {
      flow.leave();
    }
  }

  /** Clears the wake-up time of the previous round. Called when a round begins. */
  void beginRound() {
    wakeNanos = Long.MAX_VALUE;
  }

  /**
   * Returns the time at which the job may continue, in nanoseconds, if it was held back in this
   * round and no end of an I/O will wake it; {@code Long.MAX_VALUE} otherwise.
   */
  long wakeNanos() {
    return wakeNanos;
  }

  /**
   * Returns whether the job must wait before it submits.
   *
   * @param underWay number of I/Os prepared or in flight
   */
  boolean holdsBack(long now, int underWay) {
    if (now < pauses.until()) {
      wakeAt(pauses.until());
      return true;
    }
    if (pauses.isDue(now)) {
      if (underWay == 0) {
        wakeAt(pauses.begin(now));
        rates.forgive(pauses.until());
      }
      return true;
    }
    long due = due();
    if (due > now) {
      wakeAt(due);
      return true;
    }
    if (flow != null && flow.isAhead()) {
      wakeAt(now + flowWait(flow, now));
      return true;
    }
    return false;
  }

  private long flowWait(FlowGate.Member member, long now) {
    long progress = member.progress();
    if (progress != flowProgress) {
      flowProgress = progress;
      flowProgressNanos = now;
    }
    long sleep = spec.control().flowSleepNanos();
    return Math.max(sleep > 0 ? sleep : FLOW_NANOS, (now - flowProgressNanos) / FLOW_PART);
  }

  private void wakeAt(long nanos) {
    wakeNanos = Math.min(wakeNanos, nanos);
  }

  /**
   * Returns the earliest time at which an I/O in any direction of the job is due, in nanoseconds.
   */
  private long due() {
    if (!spec.pace().rates().limits()) {
      return Long.MIN_VALUE;
    }
    long due = Long.MAX_VALUE;
    for (Direction direction : Direction.values()) {
      if (spec.access().mode().does(direction)) {
        due = Math.min(due, rates.due(direction));
      }
    }
    return due;
  }

  /**
   * Returns the direction of the next I/O: a mixed job uses the other direction if {@code wanted}
   * is not due yet.
   */
  Direction admit(Direction wanted, long now) {
    if (!spec.access().mode().mixed() || rates.due(wanted) <= now) {
      return wanted;
    }
    return wanted == Direction.READ ? Direction.WRITE : Direction.READ;
  }

  /** Counts an I/O of the pattern that is about to be submitted. */
  void submitted(IoUnit unit) {
    rates.submitted(unit.direction, unit.bytes);
    pauses.submitted();
    if (flow != null) {
      flow.submitted();
    }
  }

  /** Counts I/Os of the job that have ended. */
  void ended(int count) {
    pauses.ended(count);
  }
}
