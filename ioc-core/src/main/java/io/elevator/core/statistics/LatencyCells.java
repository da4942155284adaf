package io.elevator.core.statistics;

import io.elevator.api.LatencySummary;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * A latency histogram that any thread records to and any thread reads: HdrHistogram's with two
 * significant digits, so a percentile is at most 0.8 % above the true one, up to {@value #HIGHEST}
 * ns; what is longer counts as that.
 *
 * <p>HdrHistogram's own {@code Recorder} costs four additions a value, on cache lines that all
 * threads share. Here it is one, in an array of the stripe's own with the buckets of that
 * histogram; readers sum the arrays into one. An array is made at a stripe's first value and
 * published by the compare-and-set that decides between two that make it. Counts are added to
 * atomically, as several completers may serve a stripe, and read with acquire: a moving picture in
 * which nothing that was counted is missing later. Minimum and maximum are moved by
 * compare-and-set, which is seldom needed, and before the count (release), so whoever sees a count
 * sees bounds that hold it.
 */
public final class LatencyCells {
  /** The longest duration that is told apart, in nanoseconds: 73 minutes. */
  public static final long HIGHEST = (1L << 42) - 1;

  private static final int DIGITS = 2;

  /** Binary logarithm of how many buckets a doubling has: the least that gives two digits. */
  private static final int HALF_BITS = 7;

  private static final int BUCKETS = bucketOf(HIGHEST) + 1;
  private static final int MIN = BUCKETS;
  private static final int MAX = BUCKETS + 1;
  private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);

  private final AtomicReferenceArray<long @Nullable []> byStripe;

  /** Makes an empty histogram. */
  public LatencyCells(int stripes) {
    byStripe = new AtomicReferenceArray<>(stripes);
  }

  /** Returns the bucket of a duration from 0 to {@link #HIGHEST}. */
  static int bucketOf(long nanos) {
    int shift = Math.max(0, 63 - HALF_BITS - Long.numberOfLeadingZeros(nanos));
    return (shift << HALF_BITS) + (int) (nanos >>> shift);
  }

  /** Returns the shortest duration of a bucket. */
  static long lowestOf(int bucket) {
    int shift = Math.max(0, (bucket >>> HALF_BITS) - 1);
    return (long) (bucket - (shift << HALF_BITS)) << shift;
  }

  /** Counts a duration in nanoseconds, 0 or more. */
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
    long ignored = (long) CELL.getAndAddRelease(cells, bucketOf(value), 1L);
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

  /** Returns all that was counted, as a histogram of the caller's own. */
  public Histogram histogram() {
    var sum = new Histogram(1, HIGHEST, DIGITS);
    for (int stripe = 0; stripe < byStripe.length(); stripe++) {
      long[] cells = byStripe.get(stripe);
      if (cells != null) {
        for (int i = 0; i < BUCKETS; i++) {
          long count = (long) CELL.getAcquire(cells, i);
          if (count != 0) {
            sum.recordValueWithCount(lowestOf(i), count);
          }
        }
      }
    }
    return sum;
  }

  /** Returns the usual figures; smallest and largest are exact, the mean is the histogram's. */
  public LatencySummary summary() {
    Histogram all = histogram();
    if (all.getTotalCount() == 0) {
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
        all.getTotalCount(),
        min,
        all.getMean(),
        percentile(all, 50, max),
        percentile(all, 90, max),
        percentile(all, 99, max),
        percentile(all, 99.9, max),
        max);
  }

  private static long percentile(Histogram all, double percent, long max) {
    return Math.min(all.getValueAtPercentile(percent), max);
  }
}
