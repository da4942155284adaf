package io.elevator.core.context;

import java.util.concurrent.locks.ReentrantLock;

/**
 * The lock of one request queue. Waits, or tries without waiting and without regard for those who
 * wait; is not entered twice by one thread, which checked mode enforces.
 */
public final class QueueLock {
  private final ReentrantLock lock = new ReentrantLock();

  /** Makes a free lock. */
  public QueueLock() {}

  /** Takes the lock, waiting for it. */
  public void lock() {
    if (LockChecks.ENABLED) {
      LockChecks.acquiring(LockChecks.Rank.QUEUE, this);
    }
    lock.lock();
    if (LockChecks.ENABLED) {
      LockChecks.acquired(LockChecks.Rank.QUEUE, this);
    }
  }

  /** Takes the lock if it is free now; the one way to take it while holding a context lock. */
  public boolean tryLock() {
    if (LockChecks.ENABLED) {
      LockChecks.trying(LockChecks.Rank.QUEUE, this);
    }
    boolean taken = lock.tryLock();
    if (LockChecks.ENABLED && taken) {
      LockChecks.acquired(LockChecks.Rank.QUEUE, this);
    }
    return taken;
  }

  /** Gives the lock back. */
  public void unlock() {
    if (LockChecks.ENABLED) {
      LockChecks.releasing(LockChecks.Rank.QUEUE, this);
    }
    lock.unlock();
  }

  /** Whether the calling thread holds it. */
  public boolean isHeldByCurrentThread() {
    return lock.isHeldByCurrentThread();
  }

  /** Whether a thread is waiting for it; a moving picture, for tests and diagnosis. */
  public boolean hasWaiters() {
    return lock.hasQueuedThreads();
  }
}
