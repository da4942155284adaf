package io.elevator.devices.sim;

import io.elevator.spi.driver.DriverType;
import io.elevator.testkit.DriverContract;
import java.util.Map;

class SimHddDriverContractTest extends DriverContract {
  @Override
  protected DriverType driver() {
    return new SimHddDriverType();
  }

  @Override
  protected Map<String, String> options() {
    return Map.of("data", "1");
  }
}
