package io.elevator.workload;

import io.elevator.workload.stats.Latencies;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/**
 * Latencies of I/Os, each from the time at which the job created the I/O to the end of the I/O. All
 * times are in nanoseconds, and 0 if no latency was measured.
 *
 * @param count number of I/Os measured
 * @param minNanos least latency
 * @param meanNanos mean latency
 * @param deviationNanos standard deviation
 * @param maxNanos greatest latency
 * @param percentileNanos latencies by percentage of the I/Os that did not exceed them, to within a
 *     thousandth; the percentages are those of the job option {@code percentile_list}
 */
public record LatencyResult(
    long count,
    long minNanos,
    double meanNanos,
    double deviationNanos,
    long maxNanos,
    Map<Double, Long> percentileNanos) {
  /** Copies the map of percentiles and sorts it by percentage. */
  public LatencyResult {
    percentileNanos = Collections.unmodifiableMap(new TreeMap<>(percentileNanos));
  }

  static LatencyResult of(Latencies latencies, Iterable<Double> percentages) {
    Map<Double, Long> percentiles = new TreeMap<>();
    if (latencies.moments().count() > 0) {
      percentages.forEach(percent -> percentiles.put(percent, latencies.percentile(percent)));
    }
    return new LatencyResult(
        latencies.moments().count(),
        latencies.moments().min(),
        latencies.moments().mean(),
        latencies.moments().deviation(),
        latencies.moments().max(),
        percentiles);
  }
}
