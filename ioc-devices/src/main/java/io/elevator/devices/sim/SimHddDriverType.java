package io.elevator.devices.sim;

import io.elevator.api.AttributeSpec;
import io.elevator.devices.fault.FaultDrive;
import io.elevator.devices.fault.FaultPlan;
import io.elevator.devices.options.DriverOptions;
import io.elevator.devices.store.Medium;
import io.elevator.spi.SpiVersion;
import io.elevator.spi.driver.BlockDriver;
import io.elevator.spi.driver.DriverContext;
import io.elevator.spi.driver.DriverType;
import java.util.List;

/** The driver {@code sim-hdd}: a simulated hard disk in virtual time. */
@SpiVersion(SpiVersion.CURRENT)
public final class SimHddDriverType extends DriverType {
  /** Called by the service loader. */
  public SimHddDriverType() {}

  @Override
  public String name() {
    return "sim-hdd";
  }

  @Override
  public String description() {
    return "a simulated hard disk: seeks, rotation, zones, command queuing, write cache";
  }

  @Override
  public List<AttributeSpec> options() {
    return HddParameters.specs();
  }

  @Override
  public boolean isVirtualTime() {
    return true;
  }

  @Override
  public BlockDriver open(DriverContext context) {
    DriverOptions options = new DriverOptions(context.options());
    HddParameters parameters = HddParameters.read(options);
    boolean keepsData = options.flag("data", true);
    FaultPlan faults = FaultPlan.of(options);
    boolean tracksPower = faults.cutsPower() && parameters.hasWriteCache();
    SpeedChange speed = new SpeedChange(options);
    Medium medium = new Medium(parameters.bytes() >> 9, keepsData, tracksPower, context::notice);
    try {
      return FaultDrive.wrap(
          new HddDrive(context, parameters, speed, medium, keepsData), faults, context);
    } catch (Throwable t) {
      medium.close();
      throw t;
    }
  }
}
