package io.elevator.integration.walls.offenders.core.queue;

import jakarta.inject.Inject;

public final class WantsInjection {
  private WantsInjection() {}

  @Inject
  public static void inject() {}
}
