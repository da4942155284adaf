package io.elevator.integration.walls.offenders.core.queue;

import java.util.concurrent.CountDownLatch;

public final class EndWaiter {
  private EndWaiter() {}

  public static void await(CountDownLatch end) throws InterruptedException {
    end.await();
  }
}
