package io.elevator.workload.stats;

import io.elevator.core.statistics.LogLinearHistogram;

/**
 * Latencies in nanoseconds: exact moments, and percentiles to three significant digits. Not
 * thread-safe.
 */
public final class Latencies {
  /**
   * Binary logarithm of the number of buckets for each doubling of the latency: the smallest that
   * gives a precision of three significant digits.
   */
  private static final int BITS = 10;

  private final Moments moments = new Moments();
  // The histogram grows with the greatest recorded value, so that a thousand idle clones need
  // little memory.
  private final LogLinearHistogram histogram = new LogLinearHistogram(BITS);

  /** Adds the latency of one I/O, 0 or more nanoseconds. */
  public void add(long nanos) {
    moments.add(nanos);
    histogram.record(nanos);
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
    histogram.forEach((longest, count) -> counts.accept(Math.min(longest, moments.max()), count));
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
    return Math.min(histogram.percentile(percent), moments.max());
  }
}
