/** The elevator BFQ. Exports no package; the elevator is found as a service. */
@org.jspecify.annotations.NullMarked
module io.elevator.bfq {
  requires io.elevator.api;

  provides io.elevator.spi.ElevatorType with
      io.elevator.bfq.BfqElevatorType;
}
