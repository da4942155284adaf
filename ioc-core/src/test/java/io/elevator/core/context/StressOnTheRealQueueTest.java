package io.elevator.core.context;

/** {@link ContextsUnderStress} with the real queue. */
class StressOnTheRealQueueTest extends ContextsUnderStress {
  StressOnTheRealQueueTest() {
    super(BlockTestQueue::make);
  }
}
