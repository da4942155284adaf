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

/** The driver {@code sim-ssd}: a simulated solid-state drive in virtual time. */
@SpiVersion(SpiVersion.CURRENT)
public final class SimSsdDriverType extends DriverType {
  /** Called by the service loader. */
  public SimSsdDriverType() {}

  @Override
  public String name() {
    return "sim-ssd";
  }

  @Override
  public String description() {
    return "a simulated solid-state drive: channels, dies, write buffer, garbage collection";
  }

  @Override
  public List<AttributeSpec> options() {
    return SsdParameters.specs();
  }

  @Override
  public boolean isVirtualTime() {
    return true;
  }

  @Override
  public BlockDriver open(DriverContext context) {
    DriverOptions options = new DriverOptions(context.options());
    SsdParameters parameters = SsdParameters.read(options);
    boolean keepsData = options.flag("data", true);
    FaultPlan faults = FaultPlan.of(options);
    boolean tracksPower = faults.cutsPower() && parameters.losesCache();
    SpeedChange speed = new SpeedChange(options);
    Medium medium = new Medium(parameters.bytes() >> 9, keepsData, tracksPower, context::notice);
    try {
      return FaultDrive.wrap(
          new SsdDrive(context, parameters, speed, medium, keepsData), faults, context);
    } catch (Throwable t) {
      medium.close();
      throw t;
    }
  }
}
