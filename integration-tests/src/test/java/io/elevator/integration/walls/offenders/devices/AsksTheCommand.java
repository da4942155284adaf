package io.elevator.integration.walls.offenders.devices;

import io.elevator.integration.walls.offenders.cli.Prints;

public final class AsksTheCommand {
  private AsksTheCommand() {}

  public static void tell() {
    Prints.print();
  }
}
