package io.elevator.integration.walls.offenders.core.queue;

import java.util.concurrent.CountDownLatch;

public final class WaitsForATag {
  private WaitsForATag() {}

  public static void await(CountDownLatch tag) throws InterruptedException {
    tag.await();
  }
}
