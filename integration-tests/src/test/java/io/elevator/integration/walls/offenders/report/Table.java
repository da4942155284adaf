package io.elevator.integration.walls.offenders.report;

public final class Table {
  private Table() {}

  public static String row(long ios) {
    return "12 " + ios;
  }
}
