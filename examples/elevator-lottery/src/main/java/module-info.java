/** Two elevators that draw lots; exports nothing, found as services. */
module org.example.lottery {
  requires io.elevator.api;

  provides io.elevator.spi.ElevatorType with
      org.example.lottery.Lottery,
      org.example.lottery.Raffle;
}
