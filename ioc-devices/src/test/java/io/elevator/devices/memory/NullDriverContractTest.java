package io.elevator.devices.memory;

import io.elevator.spi.driver.DriverType;
import io.elevator.testkit.DriverContract;
import java.util.Map;

class NullDriverContractTest extends DriverContract {
  @Override
  protected DriverType driver() {
    return new NullDriverType();
  }

  @Override
  protected Map<String, String> options() {
    return Map.of("size", "8m");
  }

  @Override
  protected boolean keepsData() {
    return false;
  }
}
