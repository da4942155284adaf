package io.elevator.workload.run;

import io.elevator.workload.job.Direction;
import io.elevator.workload.job.RateSpec;
import io.elevator.workload.pattern.Seeded;

/**
 * Holds a job's I/Os back until they are due. Each direction has its own due time: so much after
 * the start as what was submitted takes at the rate asked for, or at random distances with that
 * mean. Belongs to the job's {@link SerialWork}.
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

  /** The job begins; the first I/O of each direction is due at once. */
  void start(long now) {
    for (int d = 0; d < due.length; d++) {
      due[d] = now;
    }
  }

  /** When the next I/O in {@code direction} may be submitted. */
  long due(Direction direction) {
    return limited(direction) ? due[direction.index()] : Long.MIN_VALUE;
  }

  private boolean limited(Direction direction) {
    int d = direction.index();
    return spec.bytes().get(d) > 0 || spec.ios().get(d) > 0;
  }

  /** An I/O is submitted. */
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

  /** The job has been pausing for so long, and is not to make up for it. */
  void forgive(long now) {
    if (spec.ignoreThink()) {
      for (int d = 0; d < due.length; d++) {
        due[d] = Math.max(due[d], now);
      }
    }
  }
}
