package org.example.lottery;

import io.elevator.spi.ElevatorType;
import io.elevator.testkit.ElevatorContract;

/** Lottery does what every elevator must. */
class LotteryTest extends ElevatorContract {
  @Override
  protected ElevatorType elevator() {
    return new Lottery();
  }
}
