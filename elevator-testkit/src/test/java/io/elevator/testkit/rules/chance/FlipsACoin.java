package io.elevator.testkit.rules.chance;

import java.util.Random;

/** Is another each time. */
public final class FlipsACoin {
  boolean coin() {
    return new Random().nextBoolean();
  }
}
