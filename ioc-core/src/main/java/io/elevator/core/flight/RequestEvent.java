package io.elevator.core.flight;

import io.elevator.api.Bio;
import io.elevator.api.BioStatus;
import io.elevator.api.Group;
import io.elevator.api.IoContext;
import io.elevator.api.RequestView;
import io.elevator.api.Task;
import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** Event of flight recordings: a request ended; contains all timestamps of the request. */
@Name("io.elevator.Request")
@Label("Request")
@Category("Block Layer")
@Description("A request ended; its timestamps are nanoseconds of the block layer's clock")
@StackTrace(false)
final class RequestEvent extends Event {
  @Label("Queue")
  String queue = "";

  @Label("Hardware Queue")
  int hardwareQueue;

  @Label("Stripe")
  int stripe;

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

  @Label("Bios")
  @Description("Number of bios, without those that the drive had already completed")
  int bios;

  @Label("Priority")
  @Description("Encoded I/O priority: class times 8192, plus level")
  int priority;

  @Label("Task")
  @Description("Id of the task; 0 for a flush of the queue itself")
  long task;

  @Label("Task Name")
  String taskName = "";

  @Label("Group")
  @Description("Path of the group to which the request is charged; empty for the root group")
  String group = "";

  @Label("I/O Context")
  @Description("Id of the request's I/O context; 0 if the request had no icq")
  long context;

  @Label("Status")
  String status = "";

  @Label("Submitted")
  @Description("Time at which the first bio was submitted; 0 for a flush of the queue itself")
  long submitted;

  @Label("Tagged")
  @Description("Time at which the request got its tag")
  long tagged;

  @Label("Inserted")
  @Description("Time of the insertion into the elevator or a software queue; 0 if there was none")
  long inserted;

  @Label("Issued")
  @Description("Time at which a driver last started the request; 0 if no driver started it")
  long issued;

  @Label("Ended")
  long ended;

  @Label("Wait Time")
  @Description(
      "Time from submission to tag, while the bio was parked; 0 if merged into an older request")
  @Timespan(Timespan.NANOSECONDS)
  long waitTime;

  @Label("Queue Time")
  @Description("Time from the tag to the last start by the driver")
  @Timespan(Timespan.NANOSECONDS)
  long queueTime;

  @Label("Device Time")
  @Description("Time from the last start by the driver to the end")
  @Timespan(Timespan.NANOSECONDS)
  long deviceTime;

  void fill(String queueName, RequestView rq, BioStatus result, long now) {
    queue = queueName;
    hardwareQueue = rq.hardwareQueueIndex();
    stripe = rq.stripe();
    tag = rq.tag();
    operation = rq.operation().name();
    sector = rq.offset() >>> 9;
    sectors = Math.max(rq.sectors(), rq.statsSectors());
    priority = rq.priority();
    status = result.name();
    Task owner = rq.task();
    if (owner != null) {
      task = owner.id();
      taskName = owner.name();
    }
    Group charged = rq.group();
    if (charged != null) {
      group = charged.path();
    }
    IoContext counted = rq.context();
    if (counted != null) {
      context = counted.id();
    }
    stamps(rq, now);
  }

  private void stamps(RequestView rq, long now) {
    for (Bio bio = rq.firstBio(); bio != null; bio = bio.next()) {
      if (bios == 0 || bio.submittedNanos() < submitted) {
        submitted = bio.submittedNanos();
      }
      bios++;
    }
    tagged = rq.startNanos();
    inserted = rq.insertedNanos();
    issued = rq.issuedNanos();
    ended = now;
    // The difference may be negative: a request that absorbed an older one has taken over the older
    // start time.
    waitTime = bios == 0 ? 0 : Math.max(0, tagged - submitted);
    long left = issued == 0 ? now : issued;
    queueTime = left - tagged;
    deviceTime = now - left;
  }
}
