package io.elevator.integration.walls.offenders.bfq;

import java.util.concurrent.ThreadLocalRandom;

public final class FlipsACoin {
  private FlipsACoin() {}

  public static boolean heads() {
    return ThreadLocalRandom.current().nextBoolean();
  }
}
