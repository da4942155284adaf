package io.elevator.testkit;

import io.elevator.spi.ElevatorType;
import org.junit.jupiter.api.Test;

/** One that is right passes. */
class FifoTest extends ElevatorContract {
  @Override
  protected ElevatorType elevator() {
    return new FifoType();
  }

  /** Its package is that of the kit, which waits and has threads. */
  @Override
  @Test
  public void itsClassesKeepToTheRules() {
    ElevatorRules.check(io.elevator.testkit.rules.good.GoodElevator.class);
  }
}
