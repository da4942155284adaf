/** The elevator Kyber. Exports no package; the elevator is found as a service. */
@org.jspecify.annotations.NullMarked
module io.elevator.kyber {
  requires io.elevator.api;

  provides io.elevator.spi.ElevatorType with
      io.elevator.kyber.KyberType;
}
