package io.elevator.integration.walls.offenders.bfq;

public final class BfqPolicy {
  private BfqPolicy() {}

  public static boolean holds(Object lock) {
    return Thread.holdsLock(lock);
  }
}
