package io.elevator.core.flight;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** Event of flight recordings: a decision of an elevator, its reason, and the context concerned. */
@Name(DecisionEvent.NAME)
@Label("Elevator Decision")
@Category({"Block Layer", "Elevator"})
@Description(
    "An elevator made a decision, such as to idle, to end a time slice or to raise a task's weight")
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
  @Description("Id of the I/O context that the decision concerns; 0 if it concerns several or none")
  long context;

  @Label("Value")
  @Description("Number that belongs to the decision; its unit depends on the decision")
  long value;

  @Label("Time")
  @Description("Time of the event on the block layer's clock, real or virtual, in nanoseconds")
  long now;
}
