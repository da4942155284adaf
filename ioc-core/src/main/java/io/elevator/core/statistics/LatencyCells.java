package io.elevator.core.statistics;

import io.elevator.api.LatencySummary;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A latency histogram that any thread can write and read. It has the buckets of a {@link
 * LogLinearHistogram} with 128 buckets for each doubling, so a percentile is at most 0.8 % above
 * the true value, up to {@value #HIGHEST} ns; longer durations count as {@value #HIGHEST} ns.
 *
 * <p>A value needs one addition, in an array that belongs to the stripe; readers sum the arrays.
 * The first value of a stripe allocates its array, which a compare-and-set publishes. Counts are
 * added atomically, because several threads may complete requests of one stripe, and read with
 * acquire: the result is a snapshot, and a count in it is never missing from a later one. Minimum
 * and maximum are changed by compare-and-set, which is rarely necessary, and before the count
 * (release), so a reader that sees a count also sees bounds that include it.
 */
public final class LatencyCells {
  /** Longest duration that the histogram distinguishes, in nanoseconds: 73 minutes. */
  public static final long HIGHEST = (1L << 42) - 1;

  /**
   * Binary logarithm of the number of buckets for each doubling of the duration: the smallest that
   * gives a precision of two significant digits.
   */
  private static final int BITS = 7;

  private static final int BUCKETS = LogLinearHistogram.bucketOf(BITS, HIGHEST) + 1;
  private static final int MIN = BUCKETS;
  private static final int MAX = BUCKETS + 1;
  private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);

  private final AtomicReferenceArray<long @Nullable []> byStripe;

  /**
   * Creates an empty histogram.
   *
   * @param stripes number of stripes
   */
  public LatencyCells(int stripes) {
    byStripe = new AtomicReferenceArray<>(stripes);
  }

  /**
   * Counts a duration.
   *
   * @param stripe stripe of the request
   * @param nanos duration in nanoseconds, 0 or more
   */
  public void record(int stripe, long nanos) {
    long value = Math.min(nanos, HIGHEST);
    long[] cells = byStripe.get(stripe);
    if (cells == null) {
      cells = make(stripe);
    }
    if (value > (long) CELL.getOpaque(cells, MAX)) {
      raise(cells, value);
    }
    if (value < (long) CELL.getOpaque(cells, MIN)) {
      lower(cells, value);
    }
    long ignored =
        (long) CELL.getAndAddRelease(cells, LogLinearHistogram.bucketOf(BITS, value), 1L);
  }

  private long[] make(int stripe) {
    long[] made = new long[BUCKETS + 2];
    made[MIN] = Long.MAX_VALUE;
    long[] other = byStripe.compareAndExchange(stripe, null, made);
    return other == null ? made : other;
  }

  private static void raise(long[] cells, long value) {
    long old = (long) CELL.getOpaque(cells, MAX);
    while (value > old && !CELL.compareAndSet(cells, MAX, old, value)) {
      old = (long) CELL.getOpaque(cells, MAX);
    }
  }

  private static void lower(long[] cells, long value) {
    long old = (long) CELL.getOpaque(cells, MIN);
    while (value < old && !CELL.compareAndSet(cells, MIN, old, value)) {
      old = (long) CELL.getOpaque(cells, MIN);
    }
  }

  /** Returns the counts of all stripes in a new histogram. */
  private LogLinearHistogram histogram() {
    var sum = new LogLinearHistogram(BITS);
    for (int stripe = 0; stripe < byStripe.length(); stripe++) {
      long[] cells = byStripe.get(stripe);
      if (cells != null) {
        for (int i = 0; i < BUCKETS; i++) {
          long count = (long) CELL.getAcquire(cells, i);
          if (count != 0) {
            sum.addToBucket(i, count);
          }
        }
      }
    }
    return sum;
  }

  /**
   * Returns a summary of all counted durations. Minimum and maximum are exact; the mean is computed
   * from the histogram's buckets.
   */
  public LatencySummary summary() {
    LogLinearHistogram all = histogram();
    if (all.total() == 0) {
      return LatencySummary.EMPTY;
    }
    long min = Long.MAX_VALUE;
    long max = 0;
    for (int stripe = 0; stripe < byStripe.length(); stripe++) {
      long[] cells = byStripe.get(stripe);
      if (cells != null) {
        min = Math.min(min, (long) CELL.getAcquire(cells, MIN));
        max = Math.max(max, (long) CELL.getAcquire(cells, MAX));
      }
    }
    return new LatencySummary(
        all.total(),
        min,
        all.mean(),
        percentile(all, 50, max),
        percentile(all, 90, max),
        percentile(all, 99, max),
        percentile(all, 99.9, max),
        max);
  }

  private static long percentile(LogLinearHistogram all, double percent, long max) {
    return Math.min(all.percentile(percent), max);
  }
}
