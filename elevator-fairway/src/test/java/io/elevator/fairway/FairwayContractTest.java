package io.elevator.fairway;

import io.elevator.spi.ElevatorType;
import io.elevator.testkit.ElevatorContract;

/** Runs the tests that every elevator must pass. */
class FairwayContractTest extends ElevatorContract {
  @Override
  protected ElevatorType elevator() {
    return new FairwayType();
  }
}
