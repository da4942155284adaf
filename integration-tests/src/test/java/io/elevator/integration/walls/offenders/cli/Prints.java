package io.elevator.integration.walls.offenders.cli;

public final class Prints {
  private Prints() {}

  public static void print() {
    System.out.println("12 IOPS");
  }
}
