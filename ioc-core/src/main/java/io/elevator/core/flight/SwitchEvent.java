package io.elevator.core.flight;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** Event of flight recordings: a queue switched to another elevator, or the switch failed. */
@Name("io.elevator.Switch")
@Label("Elevator Switch")
@Category({"Block Layer", "Elevator"})
@Description(
    "A queue switched to another elevator, or the switch failed and the queue kept its elevator")
@StackTrace(false)
final class SwitchEvent extends Event {
  @Label("Queue")
  String queue = "";

  @Label("From")
  String from = "";

  @Label("To")
  String to = "";

  @Label("Failure")
  @Description("Reason why the switch failed; empty if it succeeded")
  String failure = "";

  @Label("Frozen Time")
  @Description("Time for which the queue admitted no bio, up to the event")
  @Timespan(Timespan.NANOSECONDS)
  long frozenTime;

  @Label("Time")
  @Description("Time of the event on the block layer's clock, real or virtual, in nanoseconds")
  long now;
}
