package io.elevator.core.flight;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** Event: the last task of an I/O context has exited. */
@Name("io.elevator.ContextExit")
@Label("I/O Context Exit")
@Category("Block Layer")
@Description("The last task of an I/O context that did I/O on the queue is gone")
@StackTrace(false)
final class ContextExitEvent extends Event {
  @Label("Queue")
  String queue = "";

  @Label("I/O Context")
  @Description("Id of the context")
  long context;

  @Label("References")
  @Description("Who holds the context still: the exiting task, and each request with an icq")
  long references;

  @Label("Time")
  @Description("Nanoseconds of the block layer's clock, which may be a virtual one")
  long now;
}
