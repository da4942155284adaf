package io.elevator.integration.walls.offenders.core.context;

import io.elevator.integration.walls.offenders.core.statistics.OtherHalfOfACycle;

public final class HalfOfACycle {
  private HalfOfACycle() {}

  public static int depth(int rest) {
    return rest == 0 ? 0 : OtherHalfOfACycle.depth(rest - 1);
  }
}
