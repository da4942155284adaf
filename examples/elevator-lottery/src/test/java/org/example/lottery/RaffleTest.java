package org.example.lottery;

import io.elevator.spi.ElevatorType;
import io.elevator.testkit.ElevatorContract;

/** Raffle does what every elevator must. */
class RaffleTest extends ElevatorContract {
  @Override
  protected ElevatorType elevator() {
    return new Raffle();
  }
}
