package io.elevator.core.flight;

import io.elevator.api.Bio;
import io.elevator.api.Task;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/**
 * Event of flight recordings: a bio, or a piece of a split bio, entered the queue. Disabled by
 * default.
 */
@Name("io.elevator.Queued")
@Label("Bio Queued")
@Category({"Block Layer", "Stages"})
@Description("A bio entered the queue; each piece of a split bio has its own event")
@Enabled(false)
@StackTrace(false)
final class QueuedEvent extends Event {
  @Label("Queue")
  String queue = "";

  @Label("Operation")
  String operation = "";

  @Label("Sector")
  @Description("First sector, in sectors of 512 bytes")
  long sector;

  @Label("Sectors")
  @Description("Length, in sectors of 512 bytes")
  long sectors;

  @Label("Task")
  @Description("Id of the task")
  long task;

  @Label("Submitted")
  @Description("Time of the submission; before the time of the event if the bio waited for entry")
  long submitted;

  @Label("Time")
  @Description("Time of the event on the block layer's clock, real or virtual, in nanoseconds")
  long now;

  void fill(String queueName, Bio bio, long time) {
    queue = queueName;
    operation = bio.operation().name();
    sector = bio.offset() >>> 9;
    sectors = bio.sectors();
    Task owner = bio.task();
    task = owner == null ? 0 : owner.id();
    submitted = bio.submittedNanos();
    now = time;
  }
}
