package io.elevator.integration.walls.offenders.mqdeadline;

import io.elevator.integration.walls.offenders.core.time.Watch;

public final class ReadsCore {
  private ReadsCore() {}

  public static long now() {
    return Watch.now();
  }
}
