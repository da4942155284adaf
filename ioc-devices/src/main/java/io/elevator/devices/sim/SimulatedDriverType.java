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
  /** Size of the extents in which a simulated drive places its files, in bytes. */
  private static final int EXTENT_BYTES = 1 << 20;

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
    SpeedChange speed = new SpeedChange(options);
    Medium medium =
        new Medium(
            new Medium.Setup(
                model.bytes() >> 9,
                keepsData,
                model.losesCache(),
                faults.cutsPower(),
                EXTENT_BYTES),
            context::notice);
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
