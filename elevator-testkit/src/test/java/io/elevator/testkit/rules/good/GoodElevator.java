package io.elevator.testkit.rules.good;

import io.elevator.api.IoPriority;
import java.util.SplittableRandom;
import java.util.concurrent.locks.ReentrantLock;

/** Does what is allowed. */
public final class GoodElevator {
  private static final int SEED = 1;

  private final SplittableRandom chance = new SplittableRandom(SEED);
  private final ReentrantLock lock = new ReentrantLock();

  int level() {
    lock.lock();
    try {
      return chance.nextInt(IoPriority.LEVELS);
    } finally {
      lock.unlock();
    }
  }
}
