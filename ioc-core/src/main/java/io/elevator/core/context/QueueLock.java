package io.elevator.core.context;

import java.util.concurrent.locks.ReentrantLock;

/**
 * The lock of one request queue. {@link #tryLock} takes a free lock even if other threads wait for
 * it. A thread must not take the lock twice; checked mode enforces this.
 */
public final class QueueLock {
  private final ReentrantLock lock = new ReentrantLock();

  /** Creates a lock that no thread holds. */
  public QueueLock() {}

  /** Takes the lock; waits until it is free. */
  public void lock() {
    if (LockChecks.ENABLED) {
      LockChecks.acquiring(LockChecks.Rank.QUEUE, this);
    }
    lock.lock();
    if (LockChecks.ENABLED) {
      LockChecks.acquired(LockChecks.Rank.QUEUE, this);
    }
  }

  /**
   * Takes the lock if it is free, without waiting. A thread that holds a context lock may take the
   * queue lock only with this method.
   *
   * @return whether the lock was taken
   */
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

  /** Releases the lock. */
  public void unlock() {
    if (LockChecks.ENABLED) {
      LockChecks.releasing(LockChecks.Rank.QUEUE, this);
    }
    lock.unlock();
  }

  /** Returns whether the calling thread holds the lock. */
  public boolean isHeldByCurrentThread() {
    return lock.isHeldByCurrentThread();
  }

  /** Returns whether a thread is waiting for the lock; a snapshot, for tests and diagnosis. */
  public boolean hasWaiters() {
    return lock.hasQueuedThreads();
  }
}
