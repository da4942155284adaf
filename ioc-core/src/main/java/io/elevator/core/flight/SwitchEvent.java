package io.elevator.core.flight;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** Event: a queue got another elevator, or the switch failed. */
@Name("io.elevator.Switch")
@Label("Elevator Switch")
@Category({"Block Layer", "Elevator"})
@Description("A queue got another elevator, or could not get it and went on with the old one")
@StackTrace(false)
final class SwitchEvent extends Event {
  @Label("Queue")
  String queue = "";

  @Label("From")
  String from = "";

  @Label("To")
  String to = "";

  @Label("Failure")
  @Description("Why the old elevator goes on; empty after a success")
  String failure = "";

  @Label("Frozen Time")
  @Description("How long no bio was let in, up to now")
  @Timespan(Timespan.NANOSECONDS)
  long frozenTime;

  @Label("Time")
  @Description("Nanoseconds of the block layer's clock, which may be a virtual one")
  long now;
}
