package io.elevator.integration.walls.offenders.core.queue;

public final class LooksAtItsWatch {
  private LooksAtItsWatch() {}

  public static long age(long start) {
    return System.nanoTime() - start;
  }
}
