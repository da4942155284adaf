package io.elevator.integration.walls.offenders.spi;

import io.elevator.integration.walls.offenders.core.time.Watch;

public final class KnowsTheMachinery {
  private KnowsTheMachinery() {}

  public static long now() {
    return Watch.now();
  }
}
