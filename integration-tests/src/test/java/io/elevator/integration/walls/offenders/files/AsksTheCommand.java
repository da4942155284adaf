package io.elevator.integration.walls.offenders.files;

import io.elevator.integration.walls.offenders.cli.Prints;

public final class AsksTheCommand {
  private AsksTheCommand() {}

  public static void tell() {
    Prints.print();
  }
}
