package io.elevator.api;

/**
 * The summary of a latency histogram. Immutable. All figures are 0 if nothing was recorded.
 *
 * @param count number of samples
 * @param min smallest sample, in nanoseconds
 * @param mean arithmetic mean, in nanoseconds
 * @param p50 median, in nanoseconds
 * @param p90 90th percentile, in nanoseconds
 * @param p99 99th percentile, in nanoseconds
 * @param p999 99.9th percentile, in nanoseconds
 * @param max largest sample, in nanoseconds
 */
public record LatencySummary(
    long count, long min, double mean, long p50, long p90, long p99, long p999, long max) {
  /** Summary of a histogram in which nothing was recorded. */
  public static final LatencySummary EMPTY = new LatencySummary(0, 0, 0, 0, 0, 0, 0, 0);
}
