package io.elevator.workload.run;

import io.elevator.workload.job.ThinkSpec;

/**
 * Schedule of the pauses that a job makes between I/Os. Used by the job's {@link SerialWork} only.
 */
final class Pauses {
  private final ThinkSpec spec;
  private long since;
  private long ioEnd = Long.MAX_VALUE;
  private long until = Long.MIN_VALUE;

  Pauses(ThinkSpec spec) {
    this.spec = spec;
  }

  /** Starts to count towards the first pause. Called when the job begins. */
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

  /** Returns whether a pause must begin as soon as no I/O is in flight. */
  boolean isDue(long now) {
    return spec.nanos() > 0 && (since >= spec.blocks() || now >= ioEnd);
  }

  /** Begins a pause and returns the time at which it ends, in nanoseconds. */
  long begin(long now) {
    until = now + spec.nanos();
    restart(until);
    return until;
  }

  /** Returns the time at which the latest pause ends, which may be in the past, in nanoseconds. */
  long until() {
    return until;
  }
}
