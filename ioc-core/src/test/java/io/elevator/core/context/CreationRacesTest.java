package io.elevator.core.context;

/** {@link CreationRaces} over the smallest queue. */
class CreationRacesTest extends CreationRaces {
  CreationRacesTest() {
    super(PlainTestQueue::new);
  }
}
