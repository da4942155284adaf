package io.elevator.core.context;

/** {@link LookupRaces} with the real queue. */
class LookupRacesOnTheRealQueueTest extends LookupRaces {
  LookupRacesOnTheRealQueueTest() {
    super(BlockTestQueue::make);
  }
}
