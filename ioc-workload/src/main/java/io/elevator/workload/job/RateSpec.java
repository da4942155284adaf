package io.elevator.workload.job;

import java.util.List;

/**
 * Limits of a job's speed. Lists are by {@link Direction#index}; 0 means without limit.
 *
 * @param bytes a second at most
 * @param ios a second at most
 * @param minBytes a second at least, or the job fails
 * @param minIos a second at least, or the job fails
 * @param poisson whether I/Os arrive at random rather than at even distances
 * @param ignoreThink whether time spent thinking is not made up for
 * @param cycleNanos over which the least rates are averaged
 */
public record RateSpec(
    List<Long> bytes,
    List<Long> ios,
    List<Long> minBytes,
    List<Long> minIos,
    boolean poisson,
    boolean ignoreThink,
    long cycleNanos) {
  /** Without limit. */
  public static final RateSpec NONE =
      new RateSpec(zeros(), zeros(), zeros(), zeros(), false, false, 1_000_000_000);

  public RateSpec {
    bytes = List.copyOf(bytes);
    ios = List.copyOf(ios);
    minBytes = List.copyOf(minBytes);
    minIos = List.copyOf(minIos);
  }

  private static List<Long> zeros() {
    return List.of(0L, 0L, 0L);
  }

  /** Whether some direction is held back. */
  public boolean limits() {
    return some(bytes) || some(ios);
  }

  /** Whether some direction has to be fast enough. */
  public boolean demands() {
    return some(minBytes) || some(minIos);
  }

  private static boolean some(List<Long> rates) {
    return rates.stream().anyMatch(rate -> rate > 0);
  }
}
