package io.elevator.api;

/**
 * What a latency histogram says, in nanoseconds; all 0 when nothing was recorded.
 *
 * @param count samples
 * @param min smallest
 * @param mean arithmetic mean
 * @param p50 median
 * @param p90 90th percentile
 * @param p99 99th percentile
 * @param p999 99.9th percentile
 * @param max largest
 */
public record LatencySummary(
    long count, long min, double mean, long p50, long p90, long p99, long p999, long max) {
  /** Nothing recorded. */
  public static final LatencySummary EMPTY = new LatencySummary(0, 0, 0, 0, 0, 0, 0, 0);
}
