package io.elevator.core.context;

/** {@link ContextsUnderStress} with the smallest queue. */
class StressTest extends ContextsUnderStress {
  StressTest() {
    super(PlainTestQueue::new);
  }
}
