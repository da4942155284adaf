package io.elevator.integration.walls.offenders.testkit;

import io.elevator.integration.walls.offenders.bfq.BfqPolicy;

public final class TestsBfqOnly {
  private TestsBfqOnly() {}

  public static boolean test(Object lock) {
    return BfqPolicy.holds(lock);
  }
}
