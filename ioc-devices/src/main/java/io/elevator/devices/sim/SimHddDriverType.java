package io.elevator.devices.sim;

import io.elevator.api.AttributeSpec;
import io.elevator.devices.options.DriverOptions;
import io.elevator.spi.SpiVersion;
import java.util.List;

/** The driver {@code sim-hdd}: a simulated hard disk in virtual time. */
@SpiVersion(SpiVersion.CURRENT)
public final class SimHddDriverType extends SimulatedDriverType {
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
  SimulatedModel model(DriverOptions options) {
    return HddParameters.read(options);
  }
}
