module org.example.sample {
  requires io.elevator.workload;
}
