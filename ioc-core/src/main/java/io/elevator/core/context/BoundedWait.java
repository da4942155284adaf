package io.elevator.core.context;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Waits with a limit that an interrupt does not end: the interrupt status is restored before they
 * return. Stateless.
 */
public final class BoundedWait {
  /** Limit of a wait for which no other is configured, in nanoseconds. */
  public static final long DEFAULT_NANOS = 30_000_000_000L;

  private static final int SLICES = 100;

  private BoundedWait() {}

  /**
   * Takes a lock.
   *
   * @param nanos limit in nanoseconds
   * @return whether it was taken
   */
  public static boolean lock(ReentrantLock lock, long nanos) {
    return awaitInSlices(nanos, left -> lock.tryLock(left, TimeUnit.NANOSECONDS));
  }

  /**
   * Waits for the end of a thread.
   *
   * @param nanos limit in nanoseconds
   * @return whether it has ended
   */
  public static boolean join(Thread thread, long nanos) {
    return awaitInSlices(
        nanos,
        left -> {
          TimeUnit.NANOSECONDS.timedJoin(thread, left);
          return !thread.isAlive();
        });
  }

  private interface Wait {
    boolean await(long nanos) throws InterruptedException;
  }

  /** Waits in slices, so that interrupts, each of which costs one at most, do not prolong it. */
  private static boolean awaitInSlices(long nanos, Wait wait) {
    boolean interrupted = false;
    boolean reached = false;
    long slice = Math.max(1, nanos / SLICES);
    for (int i = 0; i < SLICES && !reached; i++) {
      try {
        reached = wait.await(slice);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return reached;
  }
}
