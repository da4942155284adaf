package io.elevator.devices.sim;

import io.elevator.spi.driver.DriverType;
import io.elevator.testkit.DriverContract;
import java.util.Map;

class SimSsdDriverContractTest extends DriverContract {
  @Override
  protected DriverType driver() {
    return new SimSsdDriverType();
  }

  @Override
  protected Map<String, String> options() {
    return Map.of("data", "1");
  }
}
