package io.elevator.integration.walls.offenders.core.guice;

import jakarta.inject.Inject;

public final class Wires {
  private Wires() {}

  @Inject
  public static void wire() {}
}
