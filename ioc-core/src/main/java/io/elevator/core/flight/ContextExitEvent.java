package io.elevator.core.flight;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** Event of flight recordings: the last task of an io context has exited. */
@Name("io.elevator.ContextExit")
@Label("I/O Context Exit")
@Category("Block Layer")
@Description("The last task of an I/O context with I/O on this queue has exited")
@StackTrace(false)
final class ContextExitEvent extends Event {
  @Label("Queue")
  String queue = "";

  @Label("I/O Context")
  @Description("Id of the context")
  long context;

  @Label("References")
  @Description(
      "References to the context: one for the exiting task, one for each request with an icq")
  long references;

  @Label("Time")
  @Description("Time of the event on the block layer's clock, real or virtual, in nanoseconds")
  long now;
}
