package io.elevator.core.statistics;

import java.util.Arrays;

/**
 * A histogram of durations whose error is relative: each doubling of the duration has {@code
 * 2^bits} buckets of equal width, and durations below {@code 2^(bits + 1)} ns have one bucket each.
 * A value that is computed from a bucket is less than one part in {@code 2^bits} away from each
 * duration in that bucket. Buckets, percentiles and mean equal those of an HdrHistogram whose
 * lowest discernible value is 1: with 7 bits, one of two significant digits; with 10 bits, one of
 * three.
 *
 * <p>Grows with the longest duration, so that an empty histogram needs little memory. Not
 * thread-safe.
 */
public final class LogLinearHistogram {
  private final int bits;
  private long[] counts = {};
  private long total;

  /**
   * Creates an empty histogram.
   *
   * @param bits binary logarithm of the number of buckets for each doubling, from 1 to 16
   */
  public LogLinearHistogram(int bits) {
    if (bits < 1 || bits > 16) {
      throw new IllegalArgumentException("bits " + bits + " is not in [1, 16]");
    }
    this.bits = bits;
  }

  /**
   * Returns the index of the bucket that counts a duration.
   *
   * @param bits binary logarithm of the number of buckets for each doubling
   * @param nanos duration in nanoseconds, 0 or more
   */
  static int bucketOf(int bits, long nanos) {
    int shift = Math.max(0, 63 - bits - Long.numberOfLeadingZeros(nanos));
    return (shift << bits) + (int) (nanos >>> shift);
  }

  /**
   * Returns the shortest duration that a bucket counts, in nanoseconds.
   *
   * @param bits binary logarithm of the number of buckets for each doubling
   * @param bucket index of the bucket
   */
  static long lowestOf(int bits, int bucket) {
    int shift = shiftOf(bits, bucket);
    return (long) (bucket - (shift << bits)) << shift;
  }

  /** Returns the binary logarithm of the width of a bucket in nanoseconds. */
  private static int shiftOf(int bits, int bucket) {
    return Math.max(0, (bucket >>> bits) - 1);
  }

  /**
   * Counts a duration.
   *
   * @param nanos duration in nanoseconds, 0 or more
   */
  public void record(long nanos) {
    addToBucket(bucketOf(bits, nanos), 1);
  }

  /**
   * Adds to the count of a bucket.
   *
   * @param bucket index of the bucket
   * @param count number of durations to add, 0 or more
   */
  void addToBucket(int bucket, long count) {
    if (bucket >= counts.length) {
      // Up to the end of the doubling: an array that grows by single buckets would be copied often.
      counts = Arrays.copyOf(counts, ((bucket >>> bits) + 1) << bits);
    }
    counts[bucket] += count;
    total += count;
  }

  /**
   * Adds all counts of another histogram.
   *
   * @param other histogram with the same number of buckets for each doubling
   */
  public void add(LogLinearHistogram other) {
    if (other.bits != bits) {
      throw new IllegalArgumentException(
          "histogram of " + other.bits + " bits added to one of " + bits + " bits");
    }
    for (int bucket = other.counts.length - 1; bucket >= 0; bucket--) {
      if (other.counts[bucket] != 0) {
        addToBucket(bucket, other.counts[bucket]);
      }
    }
  }

  /** Returns the number of durations that were counted. */
  public long total() {
    return total;
  }

  /**
   * Returns the longest duration of the bucket that contains a percentile, in nanoseconds; 0 if
   * nothing was counted.
   *
   * @param percent percentage; values below 0 or above 100 count as these limits
   */
  public long percentile(double percent) {
    // One step of a double below the percentage, so that a product such as 99.9 * 1000 / 100 that
    // is rounded up does not select the next rank.
    double requested = Math.clamp(Math.nextDown(percent), 0.0, 100.0);
    long rank = Math.max(1, (long) Math.ceil(requested * total / 100));
    long seen = 0;
    for (int bucket = 0; bucket < counts.length; bucket++) {
      seen += counts[bucket];
      if (seen >= rank) {
        return highestOf(bucket);
      }
    }
    return 0;
  }

  private long highestOf(int bucket) {
    return lowestOf(bits, bucket) + (1L << shiftOf(bits, bucket)) - 1;
  }

  /**
   * Returns the mean of all durations, in nanoseconds, each taken as the middle of its bucket; 0 if
   * nothing was counted.
   */
  public double mean() {
    if (total == 0) {
      return 0;
    }
    double sum = 0;
    for (int bucket = 0; bucket < counts.length; bucket++) {
      if (counts[bucket] != 0) {
        long middle = lowestOf(bits, bucket) + ((1L << shiftOf(bits, bucket)) >> 1);
        sum += (double) middle * counts[bucket];
      }
    }
    return sum / total;
  }

  /** Receiver of the buckets that are not empty. */
  @FunctionalInterface
  public interface Buckets {
    /**
     * Receives one bucket.
     *
     * @param longest longest duration of the bucket, in nanoseconds
     * @param count number of durations in the bucket
     */
    void accept(long longest, long count);
  }

  /** Passes each bucket that is not empty to a receiver, in ascending order of durations. */
  public void forEach(Buckets receiver) {
    for (int bucket = 0; bucket < counts.length; bucket++) {
      if (counts[bucket] != 0) {
        receiver.accept(highestOf(bucket), counts[bucket]);
      }
    }
  }
}
