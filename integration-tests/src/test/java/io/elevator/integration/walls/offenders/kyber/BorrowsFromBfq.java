package io.elevator.integration.walls.offenders.kyber;

import io.elevator.integration.walls.offenders.bfq.BfqPolicy;

public final class BorrowsFromBfq {
  private BorrowsFromBfq() {}

  public static boolean holds(Object lock) {
    return BfqPolicy.holds(lock);
  }
}
