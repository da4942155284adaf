package io.elevator.integration.walls.offenders.core.request;

import io.elevator.integration.walls.offenders.core.queue.state.Gate;
import java.util.concurrent.CountDownLatch;

public final class ReachesUp {
  private ReachesUp() {}

  public static void await(CountDownLatch end) throws InterruptedException {
    Gate.await(end);
  }
}
