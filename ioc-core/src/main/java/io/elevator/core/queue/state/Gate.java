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
 * Lets threads wait for a state of the queue; no other class of this package blocks a thread. Under
 * virtual time the waiting thread steps the event loop instead.
 *
 * <p>A waiting thread counts itself (volatile) before it reads the state; a thread that changes the
 * state does so with a full fence before it reads the count. So no change is missed, and a change
 * for which no thread waits costs one read. An interrupt does not end a wait and is not lost.
 */
public final class Gate {
  /** Number of parts of a limit; a wait looks for progress after each of them. */
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

  /** Returns whether a waiting thread steps the event loop of virtual time. */
  public boolean isVirtual() {
    return time.isVirtual();
  }

  /**
   * Sets the action that is called after each change, on the thread that made the change. Called
   * once.
   */
  public void watch(Runnable value) {
    watcher = value;
  }

  /** Wakes the waiting threads; called after a state has changed for which a thread may wait. */
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
   * @param what name of the state, for the message when virtual time has no event left
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
   * Waits until the state holds, at most for some time.
   *
   * @param nanos limit in nanoseconds
   * @return whether the state holds
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

  /** Measures progress towards the state that a thread waits for. */
  public interface Progress {
    /** Returns a number that differs from the previous one if there was progress. */
    long stamp();

    /** Returns whether the wait continues although there was no progress. */
    boolean mayTakeForever();
  }

  /**
   * Waits until the state holds, or until there was no progress for at least the limit and at most
   * a quarter more.
   *
   * @param nanos limit in nanoseconds
   * @return whether the state holds
   * @throws IllegalStateException if virtual time has no event left that could change the state,
   *     and the wait has no limit
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
