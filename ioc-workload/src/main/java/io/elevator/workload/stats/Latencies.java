package io.elevator.workload.stats;

import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

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

  /** Receives the latencies one after the other. */
  @FunctionalInterface
  public interface Counts {
    /** Receives the number of I/Os that took {@code nanos} nanoseconds, to within a thousandth. */
    void accept(long nanos, long count);
  }

  /**
   * Passes each latency that occurred and its number of I/Os to a receiver, the lowest latency
   * first.
   */
  public void forEach(Counts counts) {
    for (HistogramIterationValue value : histogram.recordedValues()) {
      counts.accept(
          Math.min(value.getValueIteratedTo(), moments.max()),
          value.getCountAddedInThisIterationStep());
    }
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
