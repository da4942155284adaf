package io.elevator.core.context;

/** {@link ReleaseRaces} with the smallest queue. */
class ReleaseRacesTest extends ReleaseRaces {
  ReleaseRacesTest() {
    super(PlainTestQueue::new);
  }
}
