module org.example.sample {
  requires io.elevator.api;
  uses io.elevator.spi.ElevatorType;
}
