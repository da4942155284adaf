package io.elevator.bfq.measure;

import org.jspecify.annotations.Nullable;

/**
 * Counts how often one and the same queue's completion is followed at once by the return of a
 * sleeping one.
 */
public final class WakerCandidate {

  private static final int CONFIRMATIONS = 3;
  private static final long WINDOW_SLICES = 128;

  private @Nullable Object candidate;
  private int count;
  private long since;

  /**
   * {@code waker} may have woken the queue at {@code now}.
   *
   * @return whether it is confirmed by that; then counting starts over
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
