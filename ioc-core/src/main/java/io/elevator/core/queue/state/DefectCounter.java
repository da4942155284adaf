package io.elevator.core.queue.state;

/**
 * Counts the defects of one extension within a moving window: remembers the instants of the last
 * ones in a ring of the threshold's size, so that the threshold is reached exactly when the ring is
 * full and its oldest instant lies within the window. All fields are guarded by {@link #lock}, a
 * leaf; the ring is allocated in advance, since a defect may be that memory is out.
 */
public final class DefectCounter {
  private final ShortLock lock = new ShortLock();
  private final long[] instants;
  private final long windowNanos;
  private int next;
  private int count;

  /**
   * Makes a counter at zero.
   *
   * @param threshold number of defects, from 1
   * @param windowNanos length of the window in nanoseconds
   */
  DefectCounter(int threshold, long windowNanos) {
    this.instants = new long[threshold];
    this.windowNanos = windowNanos;
  }

  /**
   * Counts a defect.
   *
   * @return whether the threshold is reached; counting starts again at zero then
   */
  public boolean add(long now) {
    lock.lock();
    try {
      instants[next] = now;
      next = next + 1 == instants.length ? 0 : next + 1;
      count = Math.min(count + 1, instants.length);
      // The ring is full: the slot to be overwritten next holds the oldest instant.
      if (count < instants.length || now - instants[next] > windowNanos) {
        return false;
      }
      count = 0;
      return true;
    } finally {
      lock.unlock();
    }
  }
}
