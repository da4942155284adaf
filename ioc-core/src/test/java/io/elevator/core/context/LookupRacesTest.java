package io.elevator.core.context;

/** {@link LookupRaces} with the smallest queue. */
class LookupRacesTest extends LookupRaces {
  LookupRacesTest() {
    super(PlainTestQueue::new);
  }
}
