package io.elevator.integration.walls.offenders.workload;

import io.elevator.integration.walls.offenders.report.Table;

public final class WritesATable {
  private WritesATable() {}

  public static String end() {
    return Table.row(12);
  }
}
