package io.elevator.integration.walls.offenders.bfq;

public final class SleepsOnIt {
  private SleepsOnIt() {}

  public static void idle() throws InterruptedException {
    Thread.sleep(8);
  }
}
