package io.elevator.integration.walls.offenders.core.queue.state;

import io.elevator.integration.walls.offenders.core.queue.admin.Switch;

public final class SwitchesElevators {
  private SwitchesElevators() {}

  public static String toNone() {
    return Switch.to("none");
  }
}
