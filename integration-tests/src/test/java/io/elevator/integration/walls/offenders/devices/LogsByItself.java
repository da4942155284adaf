package io.elevator.integration.walls.offenders.devices;

import java.util.logging.Logger;

public final class LogsByItself {
  private LogsByItself() {}

  public static Logger logger() {
    return Logger.getLogger("devices");
  }
}
