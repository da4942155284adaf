package io.elevator.bfq.measure;

/**
 * How long a task thinks between the end of a request and its next one: an average that forgets by
 * an eighth a sample.
 */
public final class ThinkTime {

  private static final int VALID_ABOVE = 80;

  private long lastEnd;
  private int weight;
  private long total;
  private long mean;

  /** No sample yet; {@code lastEnd} is taken for the end of a request. */
  public ThinkTime(long lastEnd) {
    this.lastEnd = lastEnd;
  }

  /** A request of the queue has ended at {@code now}. */
  public void requestEnded(long now) {
    lastEnd = now;
  }

  /**
   * A request arrived at {@code now} after a pause; pauses beyond twice {@code sliceIdle} ns count
   * as that.
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

  /** Enough samples, and their mean is more than half of {@code sliceIdle} ns. */
  public boolean isLong(long sliceIdle) {
    return weight > VALID_ABOVE && mean > (sliceIdle >>> 1);
  }

  /**
   * Whether a request that arrives at {@code now} comes within three slices of idling after the
   * last end.
   */
  public boolean arrivesInTime(long now, long sliceIdle) {
    long limit = (3 * sliceIdle) & 0xffff_ffffL;
    return Long.compareUnsigned(now, lastEnd + limit) <= 0;
  }

  /** Takes over another record, last end included. */
  public void copyFrom(ThinkTime other) {
    lastEnd = other.lastEnd;
    weight = other.weight;
    total = other.total;
    mean = other.mean;
  }

  /** When the last request ended, ns. */
  public long lastEnd() {
    return lastEnd;
  }

  /** Mean pause, ns. */
  public long mean() {
    return mean;
  }
}
