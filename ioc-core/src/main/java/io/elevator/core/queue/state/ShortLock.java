package io.elevator.core.queue.state;

import java.util.concurrent.locks.ReentrantLock;

/**
 * A lock that is held for less than a microsecond. A thread that finds it taken spins for a while
 * before it parks, since parking and waking takes 50 µs.
 */
public final class ShortLock extends ReentrantLock {
  private static final long serialVersionUID = 1;
  private static final int SPINS = 100;

  public ShortLock() {}

  @Override
  public void lock() {
    for (int i = 0; i < SPINS; i++) {
      if (tryLock()) {
        return;
      }
      Thread.onSpinWait();
    }
    super.lock();
  }
}
