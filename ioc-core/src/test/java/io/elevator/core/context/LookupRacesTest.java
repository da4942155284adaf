package io.elevator.core.context;

/** {@link LookupRaces} over the smallest queue. */
class LookupRacesTest extends LookupRaces {
  LookupRacesTest() {
    super(PlainTestQueue::new);
  }
}
