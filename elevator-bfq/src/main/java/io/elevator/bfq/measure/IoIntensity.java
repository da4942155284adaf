package io.elevator.bfq.measure;

/** Whether a queue is I/O-bound: it had requests for at least four fifths of a sliding window. */
public final class IoIntensity {

  private static final long WINDOW_NANOS = 200_000_000;

  private long windowStart;
  private long totalIdle;
  private boolean ioBound = true;

  /** A window that opens at {@code now}. */
  public IoIntensity(long now) {
    windowStart = now;
  }

  /**
   * A request arrived.
   *
   * @param wasIdle the queue had nothing queued and nothing in the drive since {@code lastEnd}
   * @param justCreated the queue has no history to judge by yet
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

  /** Whether the queue is I/O-bound. */
  public boolean isIoBound() {
    return ioBound;
  }

  /** Overrides the judgement, at a merge. */
  public void setIoBound(boolean ioBound) {
    this.ioBound = ioBound;
  }

  /** Takes over another record. */
  public void copyFrom(IoIntensity other) {
    windowStart = other.windowStart;
    totalIdle = other.totalIdle;
    ioBound = other.ioBound;
  }
}
