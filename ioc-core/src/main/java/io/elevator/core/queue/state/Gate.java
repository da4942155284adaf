package io.elevator.core.queue.state;

import io.elevator.core.time.TimeBase;
import io.elevator.core.time.VirtualTime;
import io.elevator.spi.Timer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Where a thread waits for a state of the queue: the only blocking of this package. Under virtual
 * time the waiter steps the event loop instead.
 *
 * <p>The waiter counts itself (volatile) before it looks at the state; who changes the state does
 * so with a full fence before it reads the count. So no change is missed, and a change that nobody
 * waits for costs one read. An interrupt neither ends a wait nor is lost.
 */
public final class Gate {
  /** Parts of a limit after each of which a wait looks for progress. */
  private static final int SLICES = 4;

  private final TimeBase time;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition condition = lock.newCondition();
  private volatile int waiters;
  private int counted;
  private volatile @Nullable Runnable watcher;

  public Gate(TimeBase time) {
    this.time = time;
  }

  /** Whether a waiter steps the event loop. */
  public boolean isVirtual() {
    return time.isVirtual();
  }

  /**
   * Sets the action that is called at each change, on the thread that made the change; set once.
   */
  public void watch(Runnable value) {
    watcher = value;
  }

  /** Something that a waiter may wait for has changed. */
  public void changed() {
    Runnable watching = watcher;
    if (watching != null) {
      watching.run();
    }
    if (waiters != 0) {
      lock.lock();
      try {
        condition.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  /**
   * Waits until the state holds.
   *
   * @param what it is, for the message when virtual time has nothing left to do
   */
  public void await(BooleanSupplier state, String what) {
    if (time instanceof VirtualTime virtual) {
      virtual.runUntil(state);
      if (!state.getAsBoolean()) {
        throw new IllegalStateException(
            "waiting for " + what + ", and nothing is left that could bring it: " + virtual);
      }
      return;
    }
    lock.lock();
    try {
      waiters = ++counted;
      while (!state.getAsBoolean()) {
        condition.awaitUninterruptibly();
      }
    } finally {
      waiters = --counted;
      lock.unlock();
    }
  }

  /**
   * Waits until the state holds, at most some time.
   *
   * @return whether it does
   */
  public boolean await(BooleanSupplier state, long nanos) {
    if (time instanceof VirtualTime virtual) {
      return awaitVirtual(virtual, state, nanos);
    }
    boolean interrupted = false;
    lock.lock();
    try {
      waiters = ++counted;
      long left = nanos;
      while (!state.getAsBoolean()) {
        if (left <= 0) {
          return false;
        }
        long start = time.now();
        try {
          boolean ignored = condition.await(left, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        }
        left -= time.now() - start;
      }
      return true;
    } finally {
      waiters = --counted;
      lock.unlock();
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  /** Progress towards the state that a wait is for. */
  public interface Progress {
    /** Returns a number that differs from the one before if there was progress. */
    long stamp();

    /** Whether the wait is to go on although there was no progress. */
    boolean mayTakeForever();
  }

  /**
   * Waits until the state holds, or there was no progress for some time: at least for the limit and
   * at most for a quarter more.
   *
   * @param nanos limit in nanoseconds
   * @return whether the state holds
   * @throws IllegalStateException if nothing is left in virtual time that could change anything,
   *     and the wait may take for ever
   */
  public boolean awaitMoving(BooleanSupplier state, Progress progress, long nanos) {
    long slice = Math.max(1, nanos / SLICES);
    long stamp = progress.stamp();
    int without = 0;
    while (!await(state, slice)) {
      long now = progress.stamp();
      without = now == stamp ? without + 1 : 0;
      stamp = now;
      if (without > SLICES) {
        if (!progress.mayTakeForever()) {
          return false;
        }
        without = 0;
        if (time instanceof VirtualTime virtual && virtual.isIdle()) {
          throw new IllegalStateException(
              "waiting for the drive, and nothing is left that could bring it: " + virtual);
        }
      }
    }
    return true;
  }

  private static boolean awaitVirtual(VirtualTime virtual, BooleanSupplier state, long nanos) {
    boolean[] up = new boolean[1];
    Timer limit = virtual.newTimer(now -> up[0] = true);
    limit.arm(virtual.now() + nanos);
    virtual.runUntil(() -> up[0] || state.getAsBoolean());
    limit.close();
    return state.getAsBoolean();
  }
}
