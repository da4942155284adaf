package io.elevator.testkit.rules.blocks;

import java.util.concurrent.CountDownLatch;

/** Waits for somebody. */
public final class Blocks {
  void await(CountDownLatch latch) throws InterruptedException {
    latch.await();
  }
}
