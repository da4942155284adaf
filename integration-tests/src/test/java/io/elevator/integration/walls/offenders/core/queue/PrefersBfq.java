package io.elevator.integration.walls.offenders.core.queue;

import io.elevator.integration.walls.offenders.bfq.BfqPolicy;

public final class PrefersBfq {
  private PrefersBfq() {}

  public static boolean preferred(Object lock) {
    return BfqPolicy.holds(lock);
  }
}
