package io.elevator.integration.walls.offenders.core.queue;

public final class TakesANap {
  private TakesANap() {}

  public static void nap() throws InterruptedException {
    Thread.sleep(1);
  }
}
