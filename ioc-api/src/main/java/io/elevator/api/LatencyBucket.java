package io.elevator.api;

/**
 * What a {@link LatencyCollector} has sampled in one bucket, in nanoseconds; all 0 when nothing
 * was.
 *
 * @param count samples
 * @param mean arithmetic mean, rounded down
 * @param min smallest
 * @param max largest
 */
public record LatencyBucket(long count, long mean, long min, long max) {
  /** Nothing sampled. */
  public static final LatencyBucket EMPTY = new LatencyBucket(0, 0, 0, 0);

  /**
   * Returns this and another together.
   *
   * <p>The mean is made anew from sums: {@code (sum of the other + this mean · this count) / count
   * of both}, rounded down.
   *
   * @param otherCount samples of the other; with none, this is returned
   * @param otherSum their sum
   * @param otherMin the smallest
   * @param otherMax the largest
   */
  public LatencyBucket plus(long otherCount, long otherSum, long otherMin, long otherMax) {
    if (otherCount == 0) {
      return this;
    }
    long together = count + otherCount;
    return new LatencyBucket(
        together,
        (otherSum + mean * count) / together,
        count == 0 ? otherMin : Math.min(min, otherMin),
        Math.max(max, otherMax));
  }
}
