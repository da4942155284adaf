package io.elevator.workload.run;

import io.elevator.workload.job.ThinkSpec;

/** When a job pauses between I/Os. Belongs to the job's {@link SerialWork}. */
final class Pauses {
  private final ThinkSpec spec;
  private long since;
  private long ioEnd = Long.MAX_VALUE;
  private long until = Long.MIN_VALUE;

  Pauses(ThinkSpec spec) {
    this.spec = spec;
  }

  /** The job begins. */
  void start(long now) {
    restart(now);
  }

  private void restart(long now) {
    since = 0;
    ioEnd = spec.ioNanos() > 0 ? now + spec.ioNanos() : Long.MAX_VALUE;
  }

  void submitted() {
    since += spec.onIssue() ? 1 : 0;
  }

  void ended(int count) {
    since += spec.onIssue() ? 0 : count;
  }

  /** Whether a pause is due as soon as nothing is in flight. */
  boolean isDue(long now) {
    return spec.nanos() > 0 && (since >= spec.blocks() || now >= ioEnd);
  }

  /** Begins one and says when it is over. */
  long begin(long now) {
    until = now + spec.nanos();
    restart(until);
    return until;
  }

  /** The end of a pause under way, or an instant of the past. */
  long until() {
    return until;
  }
}
