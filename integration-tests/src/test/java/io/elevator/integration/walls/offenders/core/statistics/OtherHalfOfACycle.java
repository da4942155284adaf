package io.elevator.integration.walls.offenders.core.statistics;

import io.elevator.integration.walls.offenders.core.context.HalfOfACycle;

public final class OtherHalfOfACycle {
  private OtherHalfOfACycle() {}

  public static int depth(int rest) {
    return rest == 0 ? 0 : HalfOfACycle.depth(rest - 1);
  }
}
