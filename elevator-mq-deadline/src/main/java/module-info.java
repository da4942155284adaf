/** The elevator mq-deadline. Exports no package; the elevator is found as a service. */
@org.jspecify.annotations.NullMarked
module io.elevator.mqdeadline {
  requires io.elevator.api;

  provides io.elevator.spi.ElevatorType with
      io.elevator.mqdeadline.MqDeadlineType;
}
