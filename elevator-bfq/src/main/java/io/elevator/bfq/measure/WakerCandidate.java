package io.elevator.bfq.measure;

import org.jspecify.annotations.Nullable;

/**
 * The candidate for the waker of a queue: counts how often a completion of one other queue is
 * followed at once by a request of this queue.
 */
public final class WakerCandidate {

  private static final int CONFIRMATIONS = 3;
  private static final long WINDOW_SLICES = 128;

  private @Nullable Object candidate;
  private int count;
  private long since;

  /**
   * Counts a possible wake-up of the queue.
   *
   * @param waker queue whose completion may have woken the queue
   * @param now current time in nanoseconds
   * @param sliceIdle maximum duration of idling in nanoseconds; determines how old the first
   *     wake-up may be
   * @return true if {@code waker} is confirmed as the waker; counting then begins again
   */
  public boolean confirm(Object waker, long now, long sliceIdle) {
    boolean tooOld = Long.compareUnsigned(now, since + WINDOW_SLICES * sliceIdle) > 0;
    if (waker != candidate || tooOld) {
      candidate = waker;
      count = 1;
      since = now;
    } else {
      count++;
    }
    if (count != CONFIRMATIONS) {
      return false;
    }
    candidate = null;
    return true;
  }

  /** Forgets the candidate. */
  public void clear() {
    candidate = null;
  }
}
