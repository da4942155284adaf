package io.elevator.integration.walls.offenders.report;

import io.elevator.integration.walls.offenders.core.time.Watch;

public final class RunsAJobAgain {
  private RunsAJobAgain() {}

  public static long now() {
    return Watch.now();
  }
}
