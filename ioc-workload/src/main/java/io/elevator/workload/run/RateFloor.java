package io.elevator.workload.run;

import io.elevator.workload.job.Direction;
import io.elevator.workload.job.RateSpec;
import io.elevator.workload.stats.DirectionStats;
import io.elevator.workload.stats.JobStats;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Checks that a job reaches its minimum rates. As in fio, the check begins after two seconds. A
 * direction is judged only when a cycle is over and at least one I/O has ended in that direction,
 * so that a slow job with large blocks does not count as stopped. Used by the job's {@link
 * SerialWork} only.
 */
final class RateFloor {
  private static final long SETTLE_NANOS = 2_000_000_000;

  private final RateSpec spec;
  private final long[] bytes = new long[Direction.COUNT];
  private final long[] ios = new long[Direction.COUNT];
  private final long[] since = new long[Direction.COUNT];
  private long settled;

  RateFloor(RateSpec spec) {
    this.spec = spec;
  }

  void start(long now) {
    settled = now + SETTLE_NANOS;
    Arrays.fill(since, now);
    Arrays.fill(bytes, 0);
    Arrays.fill(ios, 0);
  }

  /**
   * Checks the rate of each direction whose cycle is over. Returns a message if a rate is too low,
   * null otherwise.
   */
  @Nullable String judge(JobStats stats, long now) {
    if (!spec.demands() || now < settled) {
      return null;
    }
    for (Direction direction : Direction.values()) {
      int d = direction.index();
      DirectionStats done = stats.of(direction);
      long nanos = now - since[d];
      if (done.ios() == ios[d] || nanos < spec.cycleNanos()) {
        continue;
      }
      long rate = (long) ((done.bytes() - bytes[d]) * 1e9 / nanos);
      long iops = (long) ((done.ios() - ios[d]) * 1e9 / nanos);
      bytes[d] = done.bytes();
      ios[d] = done.ios();
      since[d] = now;
      if (rate < spec.minBytes().get(d)) {
        return "rate_min=" + spec.minBytes().get(d) + " was not met: " + rate + " bytes a second";
      }
      if (iops < spec.minIos().get(d)) {
        return "rate_iops_min=" + spec.minIos().get(d) + " was not met: " + iops + " a second";
      }
    }
    return null;
  }
}
