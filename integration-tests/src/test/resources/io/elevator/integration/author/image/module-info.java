module org.example.app {
  requires io.elevator.core;
  requires io.elevator.files;
}
