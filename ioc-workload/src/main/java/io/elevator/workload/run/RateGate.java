package io.elevator.workload.run;

import io.elevator.workload.job.Direction;
import io.elevator.workload.job.RateSpec;
import io.elevator.workload.pattern.Seeded;

/**
 * Holds the I/Os of a job back until they are due. Each direction has its own due time. Each
 * submitted I/O advances that time by the duration of the I/O at the configured rate, or by a
 * random time with that mean. Used by the job's {@link SerialWork} only.
 */
final class RateGate {
  private static final double SECOND = 1e9;

  private final RateSpec spec;
  private final Seeded random;
  private final long[] due = new long[Direction.COUNT];
  private final double[] fractions = new double[Direction.COUNT];

  RateGate(RateSpec spec, Seeded random) {
    this.spec = spec;
    this.random = random;
  }

  /** Makes the first I/O of each direction due at {@code now}. Called when the job begins. */
  void start(long now) {
    for (int d = 0; d < due.length; d++) {
      due[d] = now;
    }
  }

  /**
   * Returns the time at which the next I/O in {@code direction} may be submitted, in nanoseconds.
   */
  long due(Direction direction) {
    return limited(direction) ? due[direction.index()] : Long.MIN_VALUE;
  }

  private boolean limited(Direction direction) {
    int d = direction.index();
    return spec.bytes().get(d) > 0 || spec.ios().get(d) > 0;
  }

  /** Advances the due time of {@code direction} for an I/O of {@code bytes} bytes. */
  void submitted(Direction direction, int bytes) {
    int d = direction.index();
    if (!limited(direction)) {
      return;
    }
    long rate = spec.bytes().get(d);
    double mean = rate > 0 ? bytes * SECOND / rate : SECOND / spec.ios().get(d);
    double gap = spec.poisson() ? -StrictMath.log(1 - random.fraction()) * mean : mean;
    gap += fractions[d];
    long whole = (long) gap;
    fractions[d] = gap - whole;
    due[d] += whole;
  }

  /**
   * Moves due times that are in the past to {@code now} after a pause of the job. Has no effect if
   * the job is to catch up for its pauses.
   */
  void forgive(long now) {
    if (spec.ignoreThink()) {
      for (int d = 0; d < due.length; d++) {
        due[d] = Math.max(due[d], now);
      }
    }
  }
}
