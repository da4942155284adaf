package io.elevator.workload.run;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Waits in real time, and lets somebody look at the run now and then.
 *
 * <p>The lock guards nothing but the wait itself: whoever changes what {@code done} looks at wakes
 * afterwards, so no change is missed.
 */
public final class RealWait implements EndWait {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final long lookNanos;
  private final Runnable look;

  /** Calls {@code look} in the waiting thread about every {@code lookNanos}. */
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
        // Jobs end by their own rules; whoever interrupts this thread learns of it afterwards.
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
