package io.elevator.spi;

import io.elevator.api.LatencySummary;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A histogram of durations with fixed buckets, small enough for one per icq (about 400 bytes): four
 * buckets for each doubling from 1 µs to 17 s, one below that range and one above. With four
 * buckets for each doubling, the error of a percentile is at most 19 %.
 *
 * <p>One thread at a time records, under the owner's lock. Any thread reads, and may see figures
 * that are slightly old: counts are written and read in opaque mode, so that each count that a
 * reader sees is a value that the count has had.
 */
public final class LatencyHistogram {
  /** Number of buckets. */
  public static final int BUCKETS = 98;

  private static final int FIRST_EXPONENT = 10;
  private static final int LAST_EXPONENT = 33;
  private static final VarHandle COUNT = MethodHandles.arrayElementVarHandle(int[].class);

  private static final VarHandle SUM;
  private static final VarHandle MIN;
  private static final VarHandle MAX;

  static {
    try {
      var lookup = MethodHandles.lookup();
      SUM = lookup.findVarHandle(LatencyHistogram.class, "sum", long.class);
      MIN = lookup.findVarHandle(LatencyHistogram.class, "min", long.class);
      MAX = lookup.findVarHandle(LatencyHistogram.class, "max", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final int[] counts = new int[BUCKETS];
  private long sum;
  private long min = Long.MAX_VALUE;
  private long max;

  /** Creates an empty histogram. */
  public LatencyHistogram() {}

  /**
   * Returns the index of the bucket of a duration.
   *
   * @param nanos duration, in nanoseconds
   */
  public static int bucketOf(long nanos) {
    if (nanos < 1L << FIRST_EXPONENT) {
      return 0;
    }
    int exponent = 63 - Long.numberOfLeadingZeros(nanos);
    if (exponent > LAST_EXPONENT) {
      return BUCKETS - 1;
    }
    int quarter = (int) (nanos >>> (exponent - 2)) & 3;
    return 1 + (exponent - FIRST_EXPONENT) * 4 + quarter;
  }

  /**
   * Returns the smallest duration of a bucket, in nanoseconds.
   *
   * @param bucket index of the bucket, from 0 to {@link #BUCKETS} less 1
   */
  public static long lowestOf(int bucket) {
    if (bucket <= 0) {
      return 0;
    }
    int step = bucket - 1;
    return (4L + (step & 3)) << (FIRST_EXPONENT - 2 + step / 4);
  }

  /**
   * Counts a duration. A negative duration counts as 0. A bucket's count stops at {@link
   * Integer#MAX_VALUE}.
   *
   * @param nanos duration, in nanoseconds
   */
  public void record(long nanos) {
    long value = Math.max(nanos, 0);
    int bucket = bucketOf(value);
    int count = counts[bucket];
    if (count != Integer.MAX_VALUE) {
      COUNT.setOpaque(counts, bucket, count + 1);
    }
    SUM.setOpaque(this, sum + value);
    if (value < min) {
      MIN.setOpaque(this, value);
    }
    if (value > max) {
      MAX.setOpaque(this, value);
    }
  }

  /**
   * Returns the number of durations in a bucket.
   *
   * @param bucket index of the bucket, from 0 to {@link #BUCKETS} less 1
   */
  public int count(int bucket) {
    return (int) COUNT.getOpaque(counts, bucket);
  }

  /** Returns the number of durations that were counted. */
  public long total() {
    long total = 0;
    for (int i = 0; i < BUCKETS; i++) {
      total += count(i);
    }
    return total;
  }

  /** Adds the counts of another histogram to this one. */
  public void add(LatencyHistogram other) {
    for (int i = 0; i < BUCKETS; i++) {
      long both = (long) counts[i] + other.count(i);
      COUNT.setOpaque(counts, i, (int) Math.min(both, Integer.MAX_VALUE));
    }
    SUM.setOpaque(this, sum + (long) SUM.getOpaque(other));
    MIN.setOpaque(this, Math.min(min, (long) MIN.getOpaque(other)));
    MAX.setOpaque(this, Math.max(max, (long) MAX.getOpaque(other)));
  }

  /**
   * Returns an upper bound of a percentile, in nanoseconds: the end of the bucket that contains it,
   * at most the largest duration that was counted. Returns 0 if nothing was counted.
   *
   * @param percent percentage, above 0 and at most 100
   */
  public long percentile(double percent) {
    if (!(percent > 0 && percent <= 100)) {
      throw new IllegalArgumentException("percentile " + percent + " is not in (0, 100]");
    }
    long total = total();
    if (total == 0) {
      return 0;
    }
    long wanted = Math.max(1, (long) Math.ceil(total * percent / 100));
    long largest = (long) MAX.getOpaque(this);
    long seen = 0;
    for (int i = 0; i < BUCKETS - 1; i++) {
      seen += count(i);
      if (seen >= wanted) {
        return Math.min(lowestOf(i + 1) - 1, largest);
      }
    }
    return largest;
  }

  /** Returns count, extremes, mean and the usual percentiles. */
  public LatencySummary summary() {
    long total = total();
    if (total == 0) {
      return LatencySummary.EMPTY;
    }
    return new LatencySummary(
        total,
        (long) MIN.getOpaque(this),
        (double) (long) SUM.getOpaque(this) / total,
        percentile(50),
        percentile(90),
        percentile(99),
        percentile(99.9),
        (long) MAX.getOpaque(this));
  }
}
