package io.elevator.integration.walls.offenders.devices.linux;

import java.lang.foreign.Linker;

public final class Libc {
  private Libc() {}

  public static Linker linker() {
    return Linker.nativeLinker();
  }
}
