package io.elevator.cli.stats;

import org.HdrHistogram.Histogram;

/** Latencies in nanoseconds: exact moments, and percentiles to three digits. Not thread-safe. */
public final class Latencies {
  private static final int DIGITS = 3;

  private final Moments moments = new Moments();
  // Grows with the greatest value seen, so that a thousand idle clones cost next to nothing.
  private final Histogram histogram = new Histogram(DIGITS);

  /** Adds one latency, 0 or more. */
  public void add(long nanos) {
    moments.add(nanos);
    histogram.recordValue(nanos);
  }

  /** Adds everything that {@code other} has seen. */
  public void add(Latencies other) {
    moments.add(other.moments);
    histogram.add(other.histogram);
  }

  /** Count, extremes, mean and deviation. */
  public Moments moments() {
    return moments;
  }

  /**
   * The latency that {@code percent} percent of all did not exceed; within a thousandth, and never
   * above the greatest.
   */
  public long percentile(double percent) {
    return Math.min(histogram.getValueAtPercentile(percent), moments.max());
  }
}
