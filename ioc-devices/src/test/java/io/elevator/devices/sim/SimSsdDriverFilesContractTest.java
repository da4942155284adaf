package io.elevator.devices.sim;

import io.elevator.spi.driver.DriverType;
import io.elevator.testkit.DriverFilesContract;
import java.util.Map;

class SimSsdDriverFilesContractTest extends DriverFilesContract {
  @Override
  protected DriverType driver() {
    return new SimSsdDriverType();
  }

  @Override
  protected Map<String, String> options() {
    return Map.of("data", "1");
  }
}
