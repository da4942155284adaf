/** The elevator mq-deadline; exports nothing, found as a service. */
@org.jspecify.annotations.NullMarked
module io.elevator.mqdeadline {
  requires io.elevator.api;

  provides io.elevator.spi.ElevatorType with
      io.elevator.mqdeadline.MqDeadlineType;
}
