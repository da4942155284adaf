package io.elevator.integration.walls.offenders.core.queue.state;

import java.util.concurrent.CountDownLatch;

public final class Gate {
  private Gate() {}

  public static void await(CountDownLatch end) throws InterruptedException {
    end.await();
  }
}
