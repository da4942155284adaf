package io.elevator.core.context;

/** {@link CreationRaces} with the smallest queue. */
class CreationRacesTest extends CreationRaces {
  CreationRacesTest() {
    super(PlainTestQueue::new);
  }
}
