package io.elevator.workload.run;

import io.elevator.workload.job.Direction;
import io.elevator.workload.job.JobSpec;
import io.elevator.workload.pattern.IoUnit;
import org.jspecify.annotations.Nullable;

/**
 * Whether a job may submit now, or has to let time pass though it has room: because it pauses to
 * think, is ahead of its rate, or ahead of others of its flow. Used by the rounds of one job, one
 * thread at a time.
 */
final class Pacing {
  /** How long a job waits that is ahead of its flow and does not say. */
  private static final long FLOW_NANOS = 50_000;

  private final JobSpec spec;
  private final RateGate rates;
  private final Pauses pauses;
  private final FlowGate.@Nullable Member flow;
  private long wakeNanos = Long.MAX_VALUE;

  Pacing(JobSpec spec, RateGate rates, FlowGate.@Nullable Member flow) {
    this.spec = spec;
    this.rates = rates;
    this.pauses = new Pauses(spec.pace().think());
    this.flow = flow;
  }

  /** The job begins. */
  void start(long now) {
    rates.start(now);
    pauses.start(now);
  }

  /** It has ended; others of its flow no longer wait for it. */
  void leave() {
    if (flow != null) {
      flow.leave();
    }
  }

  /** A round begins: what it waited for before counts no more. */
  void beginRound() {
    wakeNanos = Long.MAX_VALUE;
  }

  /**
   * When it may go on, if it was held back in this round and no end of an I/O will tell; {@code
   * Long.MAX_VALUE} otherwise.
   */
  long wakeNanos() {
    return wakeNanos;
  }

  /** Whether it has to wait, with {@code underWay} I/Os not ended. */
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
      long sleep = spec.control().flowSleepNanos();
      wakeAt(now + (sleep > 0 ? sleep : FLOW_NANOS));
      return true;
    }
    return false;
  }

  private void wakeAt(long nanos) {
    wakeNanos = Math.min(wakeNanos, nanos);
  }

  /** When the first of its directions is due. */
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

  /** A mixed job does not stand still for one direction while another is due. */
  Direction admit(Direction wanted, long now) {
    if (!spec.access().mode().mixed() || rates.due(wanted) <= now) {
      return wanted;
    }
    return wanted == Direction.READ ? Direction.WRITE : Direction.READ;
  }

  /** An I/O of the job's own is about to be submitted. */
  void submitted(IoUnit unit) {
    rates.submitted(unit.direction, unit.bytes);
    pauses.submitted();
    if (flow != null) {
      flow.submitted();
    }
  }

  /** I/Os have ended. */
  void ended(int count) {
    pauses.ended(count);
  }
}
