package io.elevator.spi;

import io.elevator.api.LatencySummary;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A small fixed histogram of durations, cheap enough to keep one for each icq: four buckets for
 * each doubling from 1 µs to 17 s, one below and one above, about 400 bytes. Quartiles of a
 * doubling bound the error of a percentile to 19 %.
 *
 * <p>Recorded by one thread at a time (under the owner's lock); read by any thread, a little
 * behind: the counts are written and read in opaque mode, so each is some value it had.
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

  /** Makes an empty histogram. */
  public LatencyHistogram() {}

  /** Returns the bucket of a duration. */
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

  /** Returns the smallest duration of a bucket, in nanoseconds. */
  public static long lowestOf(int bucket) {
    if (bucket <= 0) {
      return 0;
    }
    int step = bucket - 1;
    return (4L + (step & 3)) << (FIRST_EXPONENT - 2 + step / 4);
  }

  /** Counts a duration; a negative one counts as 0. A count that is full stays. */
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

  /** Returns the count of a bucket. */
  public int count(int bucket) {
    return (int) COUNT.getOpaque(counts, bucket);
  }

  /** Returns how many durations were counted. */
  public long total() {
    long total = 0;
    for (int i = 0; i < BUCKETS; i++) {
      total += count(i);
    }
    return total;
  }

  /** Adds the counts of another. */
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
   * Returns an upper bound of a percentile: the end of the bucket it lies in, at most the largest
   * duration counted.
   *
   * @param percent above 0, at most 100
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

  /** Returns the usual figures. */
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
