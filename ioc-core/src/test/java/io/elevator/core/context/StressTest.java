package io.elevator.core.context;

/** {@link ContextsUnderStress} over the smallest queue. */
class StressTest extends ContextsUnderStress {
  StressTest() {
    super(PlainTestQueue::new);
  }
}
