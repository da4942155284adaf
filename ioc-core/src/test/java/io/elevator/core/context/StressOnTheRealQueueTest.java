package io.elevator.core.context;

/** {@link ContextsUnderStress} over the real queue. */
class StressOnTheRealQueueTest extends ContextsUnderStress {
  StressOnTheRealQueueTest() {
    super(BlockTestQueue::make);
  }
}
