package io.elevator.devices.sim;

import io.elevator.devices.fault.FaultDrive;
import io.elevator.devices.fault.FaultPlan;
import io.elevator.devices.options.DriverOptions;
import io.elevator.devices.store.Medium;
import io.elevator.spi.driver.BlockDriver;
import io.elevator.spi.driver.DriverContext;
import io.elevator.spi.driver.DriverType;

/** A driver type whose drives are simulated: they work in virtual time and can have faults. */
abstract class SimulatedDriverType extends DriverType {
  @Override
  public final boolean isVirtualTime() {
    return true;
  }

  @Override
  public final BlockDriver open(DriverContext context) {
    DriverOptions options = new DriverOptions(context.options());
    SimulatedModel model = model(options);
    boolean keepsData = options.flag("data", true);
    FaultPlan faults = FaultPlan.of(options);
    boolean tracksPower = faults.cutsPower() && model.losesCache();
    SpeedChange speed = new SpeedChange(options);
    Medium medium = new Medium(model.bytes() >> 9, keepsData, tracksPower, context::notice);
    try {
      return FaultDrive.wrap(model.newDrive(context, speed, medium, keepsData), faults, context);
    } catch (Throwable t) {
      medium.close();
      throw t;
    }
  }

  /** Parses the options that describe the parameters of the simulated drive. */
  abstract SimulatedModel model(DriverOptions options);
}
