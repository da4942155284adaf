package io.elevator.core.queue.state;

import java.util.concurrent.locks.ReentrantLock;

/**
 * A lock that is held for a fraction of a microsecond: who finds it taken looks again for a while
 * before it parks, since to be parked and woken takes fifty.
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
