package io.elevator.workload.run;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Waits in real time, and calls a callback periodically.
 *
 * <p>The lock guards only the wait itself: a thread that changes what {@code done} tests must call
 * {@link #wake} after the change, so that no change is missed.
 */
public final class RealWait implements EndWait {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final long lookNanos;
  private final Runnable look;

  /**
   * Creates a wait that calls {@code look} in the waiting thread about every {@code lookNanos}
   * nanoseconds.
   */
  public RealWait(long lookNanos, Runnable look) {
    this.lookNanos = lookNanos;
    this.look = look;
  }

  @Override
  public void until(BooleanSupplier done) {
    boolean threadInterrupted = false;
    long left = lookNanos;
    while (true) {
      lock.lock();
      try {
        while (!done.getAsBoolean() && left > 0) {
          left = changed.awaitNanos(left);
        }
      } catch (InterruptedException e) {
        // An interrupt does not end the wait, because jobs end by their own rules. The interrupt
        // status is restored before this method returns.
        threadInterrupted = true;
      } finally {
        lock.unlock();
      }
      if (done.getAsBoolean()) {
        break;
      }
      if (left <= 0) {
        left = lookNanos;
        look.run();
      }
    }
    if (threadInterrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void wake() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
