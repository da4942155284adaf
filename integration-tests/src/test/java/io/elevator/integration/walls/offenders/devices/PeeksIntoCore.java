package io.elevator.integration.walls.offenders.devices;

import io.elevator.integration.walls.offenders.core.time.Watch;

public final class PeeksIntoCore {
  private PeeksIntoCore() {}

  public static long now() {
    return Watch.now();
  }
}
