package io.elevator.devices.sim;

import io.elevator.spi.driver.DriverType;
import io.elevator.testkit.DriverFilesContract;
import java.util.Map;

class SimHddDriverFilesContractTest extends DriverFilesContract {
  @Override
  protected DriverType driver() {
    return new SimHddDriverType();
  }

  @Override
  protected Map<String, String> options() {
    return Map.of("data", "1");
  }
}
