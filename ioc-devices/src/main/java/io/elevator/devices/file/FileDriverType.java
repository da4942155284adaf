package io.elevator.devices.file;

import io.elevator.api.AttributeSpec;
import io.elevator.devices.fault.FaultPlan;
import io.elevator.devices.guard.FileOpening;
import io.elevator.devices.options.DriverOptions;
import io.elevator.spi.SpiVersion;
import io.elevator.spi.driver.BlockDriver;
import io.elevator.spi.driver.DriverContext;
import io.elevator.spi.driver.DriverType;
import java.io.IOException;
import java.util.List;

/**
 * The driver {@code file}: uses a regular file or block special file as a drive, with direct I/O
 * where the file system supports it.
 */
@SpiVersion(SpiVersion.CURRENT)
public final class FileDriverType extends DriverType {
  /** Constructor for the service loader. */
  public FileDriverType() {}

  @Override
  public String name() {
    return "file";
  }

  @Override
  public String description() {
    return "a file or block device, with direct I/O where possible, by a bounded set of threads";
  }

  @Override
  public List<AttributeSpec> options() {
    return FileOptions.SPECS;
  }

  @Override
  public BlockDriver open(DriverContext context) throws IOException {
    DriverOptions given = new DriverOptions(context.options());
    FileOptions options = FileOptions.read(given);
    FaultPlan faults = FaultPlan.of(given);
    return FileOpening.open(
        options.file(), faults, context, guard -> new FileDrive(context, options, guard));
  }
}
