package io.elevator.bfq.measure;

/**
 * The I/O intensity of a queue. A queue is I/O-bound if it had requests during at least four fifths
 * of a sliding window.
 */
public final class IoIntensity {

  private static final long WINDOW_NANOS = 200_000_000;

  private long windowStart;
  private long totalIdle;
  private boolean ioBound = true;

  /** Creates a window that begins at {@code now}, in nanoseconds. */
  public IoIntensity(long now) {
    windowStart = now;
  }

  /**
   * Updates the window. Called when a request arrives.
   *
   * @param now current time in nanoseconds
   * @param wasIdle true if the queue had no request queued or in flight since {@code lastEnd}
   * @param lastEnd time at which the last request of the queue ended, in nanoseconds
   * @param justCreated true if the queue has no history yet
   */
  public void update(long now, boolean wasIdle, long lastEnd, boolean justCreated) {
    if (wasIdle) {
      totalIdle += now - lastEnd;
    }
    if (justCreated) {
      return;
    }
    long time = now - windowStart;
    ioBound = Long.compareUnsigned(totalIdle * 5, time) <= 0;
    if (Long.compareUnsigned(time, WINDOW_NANOS) > 0) {
      windowStart = now - (time >>> 1);
      totalIdle >>>= 1;
    }
  }

  /** Returns true if the queue is I/O-bound. */
  public boolean isIoBound() {
    return ioBound;
  }

  /** Sets whether the I/O counts as intensive. Called when queues are merged. */
  public void setIoBound(boolean ioBound) {
    this.ioBound = ioBound;
  }

  /** Sets all values to those of another object. */
  public void copyFrom(IoIntensity other) {
    windowStart = other.windowStart;
    totalIdle = other.totalIdle;
    ioBound = other.ioBound;
  }
}
