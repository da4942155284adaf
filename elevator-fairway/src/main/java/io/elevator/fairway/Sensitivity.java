package io.elevator.fairway;

/**
 * Whether a flow is sensitive to latency, judged by what it asks for: its requests are few at a
 * time, small, and cost at most half of its fair share. Averages move by an eighth at each request.
 * A flow that costs more loses the property at once and has it again after 100 ms. Guarded by the
 * elevator's lock; {@link #isSensitive} is also read without it.
 */
final class Sensitivity {
  /** Time without a breach after which a flow is sensitive again, in nanoseconds. */
  static final long REGAIN_NANOS = 100_000_000;

  private static final int AVERAGE_SHIFT = 3;
  private static final int FRACTION_BITS = 8;

  private long outstanding;
  private long bytes;
  private long breachedAt;
  private boolean isBreached;
  private volatile boolean sensitive;

  /** Returns whether the flow is sensitive to latency. */
  boolean isSensitive() {
    return sensitive;
  }

  /**
   * Judges the flow at the arrival of a request.
   *
   * @param before number of the flow's requests that wait or are in the drive
   * @param length length of the request, in bytes
   * @param isWithinShare whether the flow's recent cost is at most half of its fair share
   */
  void arrived(int before, long length, boolean isWithinShare, Tunables limits, long now) {
    outstanding += (((long) before << FRACTION_BITS) - outstanding) >> AVERAGE_SHIFT;
    bytes += ((length << FRACTION_BITS) - bytes) >> AVERAGE_SHIFT;
    if (!isWithinShare) {
      isBreached = true;
      breachedAt = now;
    } else if (isBreached && now - breachedAt >= REGAIN_NANOS) {
      isBreached = false;
    }
    sensitive =
        limits.findsSensitive()
            && !isBreached
            && outstanding <= (long) limits.sensitiveDepth() << FRACTION_BITS
            && bytes <= limits.sensitiveBytes() << FRACTION_BITS;
  }
}
