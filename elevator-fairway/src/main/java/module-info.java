/** The elevator fairway. Exports no package; the elevator is found as a service. */
@org.jspecify.annotations.NullMarked
module io.elevator.fairway {
  requires io.elevator.api;

  provides io.elevator.spi.ElevatorType with
      io.elevator.fairway.FairwayType;
}
