package io.elevator.workload.job;

import java.util.List;

/**
 * Limits of a job's rates. Lists are indexed by {@link Direction#index}; 0 means no limit.
 *
 * @param bytes greatest rate in bytes per second
 * @param ios greatest rate in I/Os per second
 * @param minBytes least rate in bytes per second, below which the job fails
 * @param minIos least rate in I/Os per second, below which the job fails
 * @param poisson whether I/Os arrive at random instead of regular intervals
 * @param ignoreThink whether the job does not catch up for its pauses
 * @param cycleNanos time over which the least rates are averaged, in nanoseconds
 */
public record RateSpec(
    List<Long> bytes,
    List<Long> ios,
    List<Long> minBytes,
    List<Long> minIos,
    boolean poisson,
    boolean ignoreThink,
    long cycleNanos) {
  /** Rates without any limit. */
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

  /** Returns whether any direction has a greatest rate. */
  public boolean limits() {
    return some(bytes) || some(ios);
  }

  /** Returns whether any direction has a least rate. */
  public boolean demands() {
    return some(minBytes) || some(minIos);
  }

  private static boolean some(List<Long> rates) {
    return rates.stream().anyMatch(rate -> rate > 0);
  }
}
