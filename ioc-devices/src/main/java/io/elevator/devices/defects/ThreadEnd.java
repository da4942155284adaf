package io.elevator.devices.defects;

/** Waits for the end of threads, with a limit. */
public final class ThreadEnd {
  private static final int STEP_MILLIS = 10;

  private ThreadEnd() {}

  /**
   * Waits until a thread has ended; an interrupt does not end the wait, and the interrupt status is
   * restored.
   *
   * @param millis longest wait, in milliseconds, counted in steps of 10 ms
   * @return whether the thread has ended
   */
  public static boolean await(Thread thread, int millis) {
    boolean wasInterrupted = Thread.interrupted();
    for (int steps = millis / STEP_MILLIS; thread.isAlive() && steps > 0; steps--) {
      try {
        thread.join(STEP_MILLIS);
      } catch (InterruptedException e) {
        // The wait is bounded, and memory and channels must not go away under I/O in progress.
        wasInterrupted = true;
      }
    }
    if (wasInterrupted) {
      Thread.currentThread().interrupt();
    }
    return !thread.isAlive();
  }
}
