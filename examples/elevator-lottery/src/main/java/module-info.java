/** An elevator that draws lots; exports nothing, found as a service. */
module org.example.lottery {
  requires io.elevator.api;

  provides io.elevator.spi.ElevatorType with
      org.example.lottery.Lottery;
}
