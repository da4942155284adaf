package io.elevator.devices.uring;

import io.elevator.devices.rig.Folders;
import io.elevator.devices.rig.InTarget;
import io.elevator.spi.driver.DriverType;
import io.elevator.testing.Requires;
import io.elevator.testkit.DriverContract;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

@Requires(kernel = UringDriver.class)
class UringDriverContractTest extends DriverContract {
  @TempDir(factory = InTarget.class)
  Path folder;

  @Override
  protected DriverType driver() {
    return new UringDriverType();
  }

  @Override
  protected Map<String, String> options() {
    return Folders.device(folder);
  }
}
