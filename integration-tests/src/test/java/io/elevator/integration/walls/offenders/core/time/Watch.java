package io.elevator.integration.walls.offenders.core.time;

public final class Watch {
  private Watch() {}

  public static long now() {
    return System.nanoTime();
  }
}
