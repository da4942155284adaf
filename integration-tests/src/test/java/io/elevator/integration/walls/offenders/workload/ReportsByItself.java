package io.elevator.integration.walls.offenders.workload;

import io.elevator.integration.walls.offenders.cli.Prints;

public final class ReportsByItself {
  private ReportsByItself() {}

  public static void end() {
    Prints.print();
  }
}
