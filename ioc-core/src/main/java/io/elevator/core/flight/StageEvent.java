package io.elevator.core.flight;

import io.elevator.api.IoContext;
import io.elevator.api.RequestView;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Enabled;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/**
 * Base class of the events of flight recordings for the stages of a request; each stage has its own
 * class. Disabled by default.
 */
@Category({"Block Layer", "Stages"})
@Enabled(false)
@StackTrace(false)
abstract class StageEvent extends Event {
  @Label("Queue")
  String queue = "";

  @Label("Hardware Queue")
  int hardwareQueue;

  @Label("Tag")
  @Description(
      "Slot that the request occupies; unique in its hardware queue until the request ends")
  int tag;

  @Label("Operation")
  String operation = "";

  @Label("Sector")
  @Description("First sector, in sectors of 512 bytes")
  long sector;

  @Label("Sectors")
  @Description("Length, in sectors of 512 bytes")
  long sectors;

  @Label("Task")
  @Description("Id of the task; 0 for a flush of the queue itself")
  long task;

  @Label("I/O Context")
  @Description("Id of the request's I/O context; 0 if the request has no icq")
  long context;

  @Label("Time")
  @Description("Time of the event on the block layer's clock, real or virtual, in nanoseconds")
  long now;

  void fill(String queueName, RequestView rq, long time) {
    queue = queueName;
    hardwareQueue = rq.hardwareQueueIndex();
    tag = rq.tag();
    operation = rq.operation().name();
    sector = rq.offset() >>> 9;
    sectors = rq.sectors();
    task = rq.task() == null ? 0 : rq.task().id();
    IoContext counted = rq.context();
    context = counted == null ? 0 : counted.id();
    now = time;
  }

  /** Event of flight recordings: a bio became a request with a tag. */
  @Name("io.elevator.Tagged")
  @Label("Request Tagged")
  @Description("A bio got a tag and became a request")
  static final class Tagged extends StageEvent {}

  /** Event of flight recordings: a request was inserted into the elevator or a software queue. */
  @Name("io.elevator.Inserted")
  @Label("Request Inserted")
  @Description(
      "A request was inserted into the elevator, or into a software queue if there is no elevator")
  static final class Inserted extends StageEvent {}

  /** Event of flight recordings: a bio was merged into a request. */
  @Name("io.elevator.Merged")
  @Label("Bio Merged")
  @Description("A bio was merged into a request; sector and sectors are those after the merge")
  static final class Merged extends StageEvent {
    @Label("Bio Sector")
    long bioSector;

    @Label("Bio Sectors")
    long bioSectors;
  }

  /** Event of flight recordings: a request was absorbed by another request. */
  @Name("io.elevator.Absorbed")
  @Label("Request Absorbed")
  @Description("A request was absorbed: another request took over its bios")
  static final class Absorbed extends StageEvent {}

  /** Event of flight recordings: a driver started a request. */
  @Name("io.elevator.Issued")
  @Label("Request Issued")
  @Description("A driver started a request")
  static final class Issued extends StageEvent {}

  /** Event of flight recordings: a driver returned a request, and the queue requeued it. */
  @Name("io.elevator.Requeued")
  @Label("Request Requeued")
  @Description("A driver returned a request, which the queue requeued")
  static final class Requeued extends StageEvent {}

  /** Event of flight recordings: a request ended. */
  @Name("io.elevator.Completed")
  @Label("Request Completed")
  @Description("A request ended; the event io.elevator.Request has all its timestamps")
  static final class Completed extends StageEvent {
    @Label("Status")
    String status = "";
  }
}
