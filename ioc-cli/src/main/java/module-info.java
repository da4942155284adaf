/** The command {@code ioc}. Knows elevators and drivers by name only. */
@org.jspecify.annotations.NullMarked
module io.elevator.cli {
  requires io.elevator.api;
  requires io.elevator.core;
  requires info.picocli;
  requires tools.jackson.databind;
}
