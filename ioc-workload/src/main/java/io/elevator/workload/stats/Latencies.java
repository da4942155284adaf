package io.elevator.workload.stats;

import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/**
 * Latencies in nanoseconds: exact moments, and percentiles to three significant digits. Not
 * thread-safe.
 */
public final class Latencies {
  private static final int DIGITS = 3;

  private final Moments moments = new Moments();
  // The histogram grows with the greatest recorded value, so that a thousand idle clones need
  // little memory.
  private final Histogram histogram = new Histogram(DIGITS);

  /** Adds the latency of one I/O, 0 or more nanoseconds. */
  public void add(long nanos) {
    moments.add(nanos);
    histogram.recordValue(nanos);
  }

  /** Adds all latencies of {@code other}. */
  public void add(Latencies other) {
    moments.add(other.moments);
    histogram.add(other.histogram);
  }

  /** Receiver of latencies and of the number of I/Os with each latency. */
  @FunctionalInterface
  public interface Counts {
    /**
     * Receives the number of I/Os with one latency.
     *
     * @param nanos latency in nanoseconds, to within a thousandth
     * @param count number of I/Os
     */
    void accept(long nanos, long count);
  }

  /** Passes each recorded latency with its number of I/Os to a receiver, in ascending order. */
  public void forEach(Counts counts) {
    for (HistogramIterationValue value : histogram.recordedValues()) {
      counts.accept(
          Math.min(value.getValueIteratedTo(), moments.max()),
          value.getCountAddedInThisIterationStep());
    }
  }

  /** Returns the count, minimum, maximum, mean and standard deviation of the latencies. */
  public Moments moments() {
    return moments;
  }

  /**
   * Returns the latency that {@code percent} percent of all latencies did not exceed, in
   * nanoseconds; to within a thousandth, and never above the greatest latency.
   */
  public long percentile(double percent) {
    return Math.min(histogram.getValueAtPercentile(percent), moments.max());
  }
}
