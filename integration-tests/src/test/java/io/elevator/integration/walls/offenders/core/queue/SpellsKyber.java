package io.elevator.integration.walls.offenders.core.queue;

public final class SpellsKyber {
  private SpellsKyber() {}

  public static boolean special(String elevator) {
    return elevator.equals("kyber");
  }
}
