package io.elevator.devices.memory;

import io.elevator.spi.driver.DriverType;
import io.elevator.testkit.DriverContract;
import java.util.Map;

class MemoryDriverContractTest extends DriverContract {
  @Override
  protected DriverType driver() {
    return new MemoryDriverType();
  }

  @Override
  protected Map<String, String> options() {
    return Map.of("size", "8m");
  }
}
