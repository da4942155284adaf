package io.elevator.integration.walls.offenders.files;

public final class Disk {
  private Disk() {}

  public static String key() {
    return "disk:sda";
  }
}
