package org.example.lottery;

import io.elevator.spi.ElevatorType;
import io.elevator.testkit.ElevatorContract;

/** Runs the tests that every elevator must pass. */
class RaffleTest extends ElevatorContract {
  @Override
  protected ElevatorType elevator() {
    return new Raffle();
  }
}
