package io.elevator.core.context;

/** {@link ReleaseRaces} with the real queue. */
class ReleaseRacesOnTheRealQueueTest extends ReleaseRaces {
  ReleaseRacesOnTheRealQueueTest() {
    super(BlockTestQueue::make);
  }
}
