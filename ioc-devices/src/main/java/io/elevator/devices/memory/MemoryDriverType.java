package io.elevator.devices.memory;

import io.elevator.api.AttributeSpec;
import io.elevator.devices.options.DriverOptions;
import io.elevator.spi.SpiVersion;
import io.elevator.spi.driver.BlockDriver;
import io.elevator.spi.driver.DriverContext;
import io.elevator.spi.driver.DriverType;
import java.util.List;

/**
 * The driver {@code memory}: stores written data in heap pages, which are allocated at their first
 * write. Source of the option names: Linux 6.1 null_blk with memory_backed.
 */
@SpiVersion(SpiVersion.CURRENT)
public final class MemoryDriverType extends DriverType {
  private final Hosts hosts = new Hosts();

  /** Called by the service loader. */
  public MemoryDriverType() {}

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public String description() {
    return "keeps data in heap memory; ends requests at once or by timer";
  }

  @Override
  public List<AttributeSpec> options() {
    return MemoryOptions.specs("1g");
  }

  @Override
  public BlockDriver open(DriverContext context) {
    DriverOptions given = new DriverOptions(context.options());
    MemoryOptions options = MemoryOptions.read(name(), given, 1L << 30);
    return MemoryDrive.open(context, given, options, true, hosts);
  }
}
