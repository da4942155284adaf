package io.elevator.integration.walls.offenders.core;

public final class CoreBlockLayer {
  private CoreBlockLayer() {}

  public static String defaultElevator() {
    return "mq-deadline";
  }
}
