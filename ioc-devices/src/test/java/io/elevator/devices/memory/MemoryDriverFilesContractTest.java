package io.elevator.devices.memory;

import io.elevator.spi.driver.DriverType;
import io.elevator.testkit.DriverFilesContract;
import java.util.Map;

class MemoryDriverFilesContractTest extends DriverFilesContract {
  @Override
  protected DriverType driver() {
    return new MemoryDriverType();
  }

  @Override
  protected Map<String, String> options() {
    return Map.of("size", "8m");
  }
}
