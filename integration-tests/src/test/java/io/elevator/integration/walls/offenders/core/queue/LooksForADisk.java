package io.elevator.integration.walls.offenders.core.queue;

import io.elevator.integration.walls.offenders.files.Disk;

public final class LooksForADisk {
  private LooksForADisk() {}

  public static String key() {
    return Disk.key();
  }
}
