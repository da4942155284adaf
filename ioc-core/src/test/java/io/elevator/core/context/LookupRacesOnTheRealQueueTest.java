package io.elevator.core.context;

/** {@link LookupRaces} over the real queue. */
class LookupRacesOnTheRealQueueTest extends LookupRaces {
  LookupRacesOnTheRealQueueTest() {
    super(BlockTestQueue::make);
  }
}
