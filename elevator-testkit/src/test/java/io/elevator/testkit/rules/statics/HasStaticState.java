package io.elevator.testkit.rules.statics;

/** Knows what another block layer does. */
public final class HasStaticState {
  private static int dispatched;

  int dispatched() {
    return ++dispatched;
  }
}
