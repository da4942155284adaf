package io.elevator.core.context;

/** {@link ReleaseRaces} over the real queue. */
class ReleaseRacesOnTheRealQueueTest extends ReleaseRaces {
  ReleaseRacesOnTheRealQueueTest() {
    super(BlockTestQueue::make);
  }
}
