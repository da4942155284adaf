/** The command {@code ioc}. It depends on elevators and drivers by name only. */
@org.jspecify.annotations.NullMarked
module io.elevator.cli {
  requires io.elevator.api;
  requires io.elevator.conformance;
  requires io.elevator.core;
  requires io.elevator.files;
  requires io.elevator.plugins;
  requires io.elevator.report;
  requires io.elevator.workload;
  requires info.picocli;
  requires tools.jackson.databind;

  // picocli sets the fields of the commands by reflection.
  opens io.elevator.cli to
      info.picocli;
}
