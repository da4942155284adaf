package io.elevator.testkit.ram;

import io.elevator.spi.driver.DriverType;
import io.elevator.testkit.DriverContract;
import java.util.Map;

class RamDriverTest extends DriverContract {
  @Override
  protected DriverType driver() {
    return new RamDriverType();
  }

  @Override
  protected Map<String, String> options() {
    return Map.of("mib", "8");
  }
}
