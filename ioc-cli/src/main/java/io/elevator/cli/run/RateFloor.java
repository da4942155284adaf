package io.elevator.cli.run;

import io.elevator.cli.job.Direction;
import io.elevator.cli.job.RateSpec;
import io.elevator.cli.stats.DirectionStats;
import io.elevator.cli.stats.JobStats;
import org.jspecify.annotations.Nullable;

/** Sees whether a job is fast enough. Belongs to the job's {@link SerialWork}. */
final class RateFloor {
  private final RateSpec spec;
  private final long[] bytes = new long[Direction.COUNT];
  private final long[] ios = new long[Direction.COUNT];
  private long since;

  RateFloor(RateSpec spec) {
    this.spec = spec;
  }

  void start(long now) {
    since = now;
  }

  /** Judges the cycle, if it is over; null when all is well, else what is wrong. */
  @Nullable String judge(JobStats stats, long now) {
    long nanos = now - since;
    if (!spec.demands() || nanos < spec.cycleNanos()) {
      return null;
    }
    since = now;
    String wrong = null;
    for (Direction direction : Direction.values()) {
      int d = direction.index();
      DirectionStats done = stats.of(direction);
      long rate = (long) ((done.bytes() - bytes[d]) * 1e9 / nanos);
      long iops = (long) ((done.ios() - ios[d]) * 1e9 / nanos);
      bytes[d] = done.bytes();
      ios[d] = done.ios();
      if (rate < spec.minBytes().get(d)) {
        wrong = "rate_min=" + spec.minBytes().get(d) + " was not met: " + rate + " bytes a second";
      } else if (iops < spec.minIos().get(d)) {
        wrong = "rate_iops_min=" + spec.minIos().get(d) + " was not met: " + iops + " a second";
      }
    }
    return wrong;
  }
}
