package io.elevator.testkit.rules.clock;

/** Looks at the machine's time. */
public final class HasAClock {
  long now() {
    return System.nanoTime();
  }
}
