package io.elevator.devices.defects;

/** A wait for the end of a thread that has a time limit. */
public final class ThreadEnd {
  private static final int STEP_MILLIS = 10;

  private ThreadEnd() {}

  /**
   * Waits until a thread has ended. An interrupt does not end the wait; the interrupt status is
   * restored before this method returns.
   *
   * @param thread thread to wait for
   * @param millis longest wait, in milliseconds, counted in steps of 10 ms
   * @return whether the thread has ended
   */
  public static boolean await(Thread thread, int millis) {
    boolean wasInterrupted = Thread.interrupted();
    for (int steps = millis / STEP_MILLIS; thread.isAlive() && steps > 0; steps--) {
      try {
        thread.join(STEP_MILLIS);
      } catch (InterruptedException e) {
        // An interrupt does not end the wait: the wait is bounded anyway, and the caller must not
        // free memory and channels that a thread still uses.
        wasInterrupted = true;
      }
    }
    if (wasInterrupted) {
      Thread.currentThread().interrupt();
    }
    return !thread.isAlive();
  }
}
