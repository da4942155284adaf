package io.elevator.devices.file;

import io.elevator.api.AttributeException;
import io.elevator.api.AttributeSpec;
import io.elevator.devices.fault.FaultDrive;
import io.elevator.devices.fault.FaultPlan;
import io.elevator.devices.guard.DeviceGuard;
import io.elevator.devices.options.DriverOptions;
import io.elevator.spi.SpiVersion;
import io.elevator.spi.driver.BlockDriver;
import io.elevator.spi.driver.DriverContext;
import io.elevator.spi.driver.DriverType;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.List;

/**
 * The driver {@code file}: a regular file or block special file as a drive, with direct I/O where
 * it works.
 */
@SpiVersion(SpiVersion.CURRENT)
public final class FileDriverType extends DriverType {
  /** Called by the service loader. */
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
    try {
      return wrapped(opened(context, options), faults, context);
    } catch (NoSuchFileException e) {
      throw explained(e, options.file().missing());
    } catch (AccessDeniedException e) {
      throw explained(e, "permission denied");
    }
  }

  private static FileDrive opened(DriverContext context, FileOptions options) throws IOException {
    DeviceGuard guard = DeviceGuard.claim(options.file());
    try {
      return new FileDrive(context, options, guard);
    } catch (Throwable t) {
      guard.close();
      throw t;
    }
  }

  private static BlockDriver wrapped(FileDrive drive, FaultPlan faults, DriverContext context)
      throws IOException {
    try {
      return FaultDrive.wrap(drive, faults, context);
    } catch (AttributeException e) {
      drive.close();
      throw e;
    }
  }

  /**
   * Returns an exception with a reason, in place of an exception that has only the name of the
   * file.
   */
  private static IOException explained(FileSystemException e, String reason) {
    if (e.getReason() != null) {
      return e;
    }
    return new FileSystemException(e.getFile(), e.getOtherFile(), reason);
  }
}
