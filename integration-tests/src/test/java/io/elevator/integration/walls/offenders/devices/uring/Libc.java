package io.elevator.integration.walls.offenders.devices.uring;

import java.lang.foreign.Linker;

public final class Libc {
  private Libc() {}

  public static Linker linker() {
    return Linker.nativeLinker();
  }
}
