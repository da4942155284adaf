package io.elevator.devices.sim;

import io.elevator.api.AttributeSpec;
import io.elevator.devices.options.DriverOptions;
import io.elevator.spi.SpiVersion;
import java.util.List;

/** The driver {@code sim-ssd}: a simulated solid-state drive in virtual time. */
@SpiVersion(SpiVersion.CURRENT)
public final class SimSsdDriverType extends SimulatedDriverType {
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
  SimulatedModel model(DriverOptions options) {
    return SsdParameters.read(options);
  }
}
