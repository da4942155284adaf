package io.elevator.integration.walls.offenders.bfq;

import io.elevator.api.Bio;

public final class ReadsOffsets {
  private ReadsOffsets() {}

  public static long distance(Bio from, Bio to) {
    return to.offset() - from.offset();
  }
}
