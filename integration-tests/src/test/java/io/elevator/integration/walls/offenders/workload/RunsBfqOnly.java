package io.elevator.integration.walls.offenders.workload;

import io.elevator.integration.walls.offenders.bfq.BfqPolicy;

public final class RunsBfqOnly {
  private RunsBfqOnly() {}

  public static boolean run(Object lock) {
    return BfqPolicy.holds(lock);
  }
}
