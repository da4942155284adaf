package io.elevator.devices.fault;

import io.elevator.devices.memory.MemoryDriverType;
import io.elevator.spi.driver.DriverType;
import io.elevator.testkit.DriverContract;
import java.util.Map;

class FaultDriveContractTest extends DriverContract {
  @Override
  protected DriverType driver() {
    return new MemoryDriverType();
  }

  @Override
  protected Map<String, String> options() {
    return Map.of("size", "8m", "faults", "delay=100us op=read");
  }
}
