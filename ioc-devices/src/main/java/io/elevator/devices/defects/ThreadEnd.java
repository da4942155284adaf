package io.elevator.devices.defects;

import java.time.Duration;

/** Waits for the end of threads, with a limit. */
public final class ThreadEnd {
  private ThreadEnd() {}

  /**
   * Waits until a thread has ended; an interrupt does not end the wait, and the interrupt status is
   * restored.
   *
   * @param nanos longest wait
   * @return whether the thread has ended
   */
  public static boolean await(Thread thread, long nanos) {
    boolean wasInterrupted = Thread.interrupted();
    long until = System.nanoTime() + nanos;
    for (long left = nanos; thread.isAlive() && left > 0; left = until - System.nanoTime()) {
      try {
        thread.join(Duration.ofNanos(left));
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
