/**
 * The block device drivers {@code null}, {@code memory}, {@code file}, {@code uring}, {@code
 * sim-hdd} and {@code sim-ssd}, as services of {@link io.elevator.spi.driver.DriverType}. The
 * module exports no package.
 */
@org.jspecify.annotations.NullMarked
module io.elevator.devices {
  requires io.elevator.api;
  requires jdk.unsupported; // has com.sun.nio.file, with the option for direct I/O
  requires static org.jspecify;

  provides io.elevator.spi.driver.DriverType with
      io.elevator.devices.memory.NullDriverType,
      io.elevator.devices.memory.MemoryDriverType,
      io.elevator.devices.file.FileDriverType,
      io.elevator.devices.uring.UringDriverType,
      io.elevator.devices.sim.SimHddDriverType,
      io.elevator.devices.sim.SimSsdDriverType;
}
