package io.elevator.devices.uring;

import io.elevator.api.AttributeSpec;
import io.elevator.devices.fault.FaultPlan;
import io.elevator.devices.guard.FileOpening;
import io.elevator.devices.linux.IoUring;
import io.elevator.devices.options.DriverOptions;
import io.elevator.spi.SpiVersion;
import io.elevator.spi.driver.BlockDriver;
import io.elevator.spi.driver.DriverContext;
import io.elevator.spi.driver.DriverType;
import java.io.IOException;
import java.util.List;

/**
 * The driver {@code uring}: a regular file or block special file as a drive, through Linux's
 * io_uring.
 */
@SpiVersion(SpiVersion.CURRENT)
public final class UringDriverType extends DriverType {
  /** Called by the service loader. */
  public UringDriverType() {}

  @Override
  public String name() {
    return "uring";
  }

  @Override
  public String description() {
    return "a file or block device through Linux's io_uring, one ring for each hardware queue";
  }

  @Override
  public List<AttributeSpec> options() {
    return UringOptions.SPECS;
  }

  @Override
  public String unavailableReason() {
    return IoUring.unavailableReason();
  }

  @Override
  public BlockDriver open(DriverContext context) throws IOException {
    DriverOptions given = new DriverOptions(context.options());
    UringOptions options = UringOptions.read(given);
    FaultPlan faults = FaultPlan.of(given);
    return FileOpening.open(
        options.file(), faults, context, guard -> new UringDrive(context, options, guard));
  }
}
