/**
 * Block device drivers: {@code null} and {@code memory}. Found as services of {@link
 * io.elevator.spi.DriverType}; nothing is exported.
 */
@org.jspecify.annotations.NullMarked
module io.elevator.devices {
  requires io.elevator.api;
  requires static org.jspecify;

  provides io.elevator.spi.DriverType with
      io.elevator.devices.memory.NullDriverType,
      io.elevator.devices.memory.MemoryDriverType;
}
