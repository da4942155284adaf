package io.elevator.integration.walls.offenders.devices;

import java.lang.foreign.Linker;

public final class CallsLibc {
  private CallsLibc() {}

  public static Linker linker() {
    return Linker.nativeLinker();
  }
}
