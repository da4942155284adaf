package io.elevator.core.context;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Waits with a time limit. An interrupt does not end these waits; the interrupt status is restored
 * before the method returns. This class has no state.
 */
public final class BoundedWait {
  /** Time limit of waits for which no other limit is configured, in nanoseconds. */
  public static final long DEFAULT_NANOS = 30_000_000_000L;

  private static final int SLICES = 100;

  private BoundedWait() {}

  /**
   * Takes a lock, and waits for it no longer than the limit.
   *
   * @param nanos limit in nanoseconds
   * @return whether the lock was taken
   */
  public static boolean lock(ReentrantLock lock, long nanos) {
    return awaitInSlices(nanos, left -> lock.tryLock(left, TimeUnit.NANOSECONDS));
  }

  /**
   * Waits until a thread has ended, no longer than the limit.
   *
   * @param nanos limit in nanoseconds
   * @return whether the thread has ended
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

  /**
   * Waits in {@value #SLICES} slices of equal length. Each interrupt ends one slice early, so
   * interrupts can only shorten the wait.
   */
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
