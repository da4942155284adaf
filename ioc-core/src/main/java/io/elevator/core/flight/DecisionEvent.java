package io.elevator.core.flight;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** Event: a decision of an elevator, its reason, and the context concerned. */
@Name(DecisionEvent.NAME)
@Label("Elevator Decision")
@Category({"Block Layer", "Elevator"})
@Description("Why an elevator kept the drive idle, ended a slot, raised a task, and the like")
@StackTrace(false)
final class DecisionEvent extends Event {
  static final String NAME = "io.elevator.Decision";

  @Label("Queue")
  String queue = "";

  @Label("Decision")
  String decision = "";

  @Label("Reason")
  String reason = "";

  @Label("I/O Context")
  @Description("Id of the context whose I/O it is about; 0 if it is about no single one")
  long context;

  @Label("Value")
  @Description("A figure that belongs to the decision")
  long value;

  @Label("Time")
  @Description("Nanoseconds of the block layer's clock, which may be a virtual one")
  long now;
}
