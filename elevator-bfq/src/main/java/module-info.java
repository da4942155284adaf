/** The elevator BFQ; exports nothing, found as a service. */
@org.jspecify.annotations.NullMarked
module io.elevator.bfq {
  requires io.elevator.api;

  provides io.elevator.spi.ElevatorType with
      io.elevator.bfq.BfqElevatorType;
}
