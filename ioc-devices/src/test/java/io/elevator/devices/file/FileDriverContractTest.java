package io.elevator.devices.file;

import io.elevator.devices.rig.Folders;
import io.elevator.devices.rig.InTarget;
import io.elevator.spi.driver.DriverType;
import io.elevator.testkit.DriverContract;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

class FileDriverContractTest extends DriverContract {
  @TempDir(factory = InTarget.class)
  Path folder;

  @Override
  protected DriverType driver() {
    return new FileDriverType();
  }

  @Override
  protected Map<String, String> options() {
    return Folders.device(folder);
  }
}
