package io.elevator.integration.walls.offenders.guice;

import jakarta.inject.Inject;

public final class Wires {
  private Wires() {}

  @Inject
  public static void wire() {}
}
