package io.elevator.devices.memory;

import io.elevator.api.AttributeSpec;
import io.elevator.devices.options.DriverOptions;
import io.elevator.spi.SpiVersion;
import io.elevator.spi.driver.BlockDriver;
import io.elevator.spi.driver.DriverContext;
import io.elevator.spi.driver.DriverType;
import java.util.List;

/**
 * The driver {@code null}: accepts every request and transfers no data, for measuring the layers
 * above a drive. Source of the option names: Linux 6.1 null_blk.
 */
@SpiVersion(SpiVersion.CURRENT)
public final class NullDriverType extends DriverType {
  private final Hosts hosts = new Hosts();

  /** Called by the service loader. */
  public NullDriverType() {}

  @Override
  public String name() {
    return "null";
  }

  @Override
  public String description() {
    return "moves no data; ends requests at once or by timer";
  }

  @Override
  public List<AttributeSpec> options() {
    return MemoryOptions.specs("250g");
  }

  @Override
  public BlockDriver open(DriverContext context) {
    DriverOptions given = new DriverOptions(context.options());
    MemoryOptions options = MemoryOptions.read(name(), given, 250L << 30);
    return MemoryDrive.open(context, given, options, false, hosts);
  }
}
