package io.elevator.bfq.measure;

/**
 * The think time of a task: the time between the end of a request and the arrival of the next one.
 * The average weighs each new sample by one eighth.
 */
public final class ThinkTime {

  private static final int VALID_ABOVE = 80;

  private long lastEnd;
  private int weight;
  private long total;
  private long mean;

  /**
   * Creates an average without samples.
   *
   * @param lastEnd time that counts as the end of a request, in nanoseconds
   */
  public ThinkTime(long lastEnd) {
    this.lastEnd = lastEnd;
  }

  /** Records that a request of the queue ended at {@code now}, in nanoseconds. */
  public void requestEnded(long now) {
    lastEnd = now;
  }

  /**
   * Adds the pause before a request that has arrived. A pause of more than twice {@code sliceIdle}
   * counts as twice {@code sliceIdle}.
   *
   * @param now current time in nanoseconds
   * @param sliceIdle maximum duration of idling in nanoseconds
   */
  public void sample(long now, long sliceIdle) {
    long pause = now - lastEnd;
    long most = 2 * sliceIdle;
    if (Long.compareUnsigned(pause, most) > 0) {
      pause = most;
    }
    weight = (7 * weight + 256) / 8;
    total = (7 * total + 256 * pause) / 8;
    mean = (total + 128) / weight;
  }

  /**
   * Returns true if there are enough samples and their mean is more than half of {@code sliceIdle}.
   *
   * @param sliceIdle maximum duration of idling in nanoseconds
   */
  public boolean isLong(long sliceIdle) {
    return weight > VALID_ABOVE && mean > (sliceIdle >>> 1);
  }

  /**
   * Returns true if a request that arrives at {@code now} comes within three times {@code
   * sliceIdle} after the end of the last request.
   *
   * @param now current time in nanoseconds
   * @param sliceIdle maximum duration of idling in nanoseconds
   */
  public boolean arrivesInTime(long now, long sliceIdle) {
    long limit = (3 * sliceIdle) & 0xffff_ffffL;
    return Long.compareUnsigned(now, lastEnd + limit) <= 0;
  }

  /** Sets all values to those of another object, including the end of the last request. */
  public void copyFrom(ThinkTime other) {
    lastEnd = other.lastEnd;
    weight = other.weight;
    total = other.total;
    mean = other.mean;
  }

  /** Returns the time at which the last request ended, in nanoseconds. */
  public long lastEnd() {
    return lastEnd;
  }

  /** Returns the mean pause in nanoseconds. */
  public long mean() {
    return mean;
  }
}
