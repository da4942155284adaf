package io.elevator.core.context;

/** {@link ReleaseRaces} over the smallest queue. */
class ReleaseRacesTest extends ReleaseRaces {
  ReleaseRacesTest() {
    super(PlainTestQueue::new);
  }
}
