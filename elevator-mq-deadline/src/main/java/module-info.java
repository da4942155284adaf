/** The elevator mq-deadline; exports nothing, found as a service. */
@org.jspecify.annotations.NullMarked
module io.elevator.mqdeadline {
  requires io.elevator.api;
}
