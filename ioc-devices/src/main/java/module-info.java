/** Block device drivers; found as services. */
@org.jspecify.annotations.NullMarked
module io.elevator.devices {
  requires io.elevator.api;
}
