package io.elevator.core.queue.state;

/**
 * Counts the defects of one extension within a moving window. It stores the instants of the last
 * defects in a ring whose size is the threshold, so that the threshold is reached exactly when the
 * ring is full and its oldest instant lies within the window. {@link #lock}, which is taken last,
 * guards all fields. The ring is allocated in advance, since the defect may be that memory is out.
 */
public final class DefectCounter {
  private final ShortLock lock = new ShortLock();
  private final long[] instants;
  private final long windowNanos;
  private int next;
  private int count;

  /**
   * Creates a counter that has counted nothing.
   *
   * @param threshold number of defects, from 1
   * @param windowNanos length of the window, in nanoseconds
   */
  DefectCounter(int threshold, long windowNanos) {
    this.instants = new long[threshold];
    this.windowNanos = windowNanos;
  }

  /**
   * Counts a defect.
   *
   * @return whether the threshold is reached; if so, the counter begins again at zero
   */
  public boolean add(long now) {
    lock.lock();
    try {
      instants[next] = now;
      next = next + 1 == instants.length ? 0 : next + 1;
      count = Math.min(count + 1, instants.length);
      // If the ring is full, the element to be overwritten next holds the oldest instant.
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
