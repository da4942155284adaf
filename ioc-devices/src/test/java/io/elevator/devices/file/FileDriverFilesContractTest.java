package io.elevator.devices.file;

import io.elevator.devices.rig.Folders;
import io.elevator.devices.rig.InTarget;
import io.elevator.spi.driver.DriverType;
import io.elevator.testkit.DriverFilesContract;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;

class FileDriverFilesContractTest extends DriverFilesContract {
  @TempDir(factory = InTarget.class)
  Path folder;

  @Override
  protected DriverType driver() {
    return new FileDriverType();
  }

  @Override
  protected Map<String, String> options() {
    return Folders.files(folder);
  }
}
