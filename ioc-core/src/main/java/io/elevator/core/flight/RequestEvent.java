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

/** Event: a request ended; contains all its timestamps. */
@Name("io.elevator.Request")
@Label("Request")
@Category("Block Layer")
@Description(
    "A request ended; its stamps are of the block layer's clock, which may be a virtual one")
@StackTrace(false)
final class RequestEvent extends Event {
  @Label("Queue")
  String queue = "";

  @Label("Hardware Queue")
  int hardwareQueue;

  @Label("Stripe")
  int stripe;

  @Label("Tag")
  @Description("Unique in its hardware queue while the request lives")
  int tag;

  @Label("Operation")
  String operation = "";

  @Label("Sector")
  @Description("First sector, of 512 bytes")
  long sector;

  @Label("Sectors")
  @Description("Length in sectors of 512 bytes")
  long sectors;

  @Label("Bios")
  @Description("How many bios were merged into it, those that the drive ended before left out")
  int bios;

  @Label("Priority")
  @Description("Encoded I/O priority: class times 8192, plus level")
  int priority;

  @Label("Task")
  @Description("Id of the task; 0 for the queue's own flushes")
  long task;

  @Label("Task Name")
  String taskName = "";

  @Label("Group")
  @Description("Path of the group it is charged to; empty for the root")
  String group = "";

  @Label("I/O Context")
  @Description("Id of the context that it counted for; 0 without an icq")
  long context;

  @Label("Status")
  String status = "";

  @Label("Submitted")
  @Description("When the first of its bios was submitted; 0 for the queue's own flushes")
  long submitted;

  @Label("Tagged")
  @Description("When it got its tag")
  long tagged;

  @Label("Inserted")
  @Description("When it was given to the elevator or a software queue; 0 if it went straight on")
  long inserted;

  @Label("Issued")
  @Description("When a driver last started it; 0 if none did")
  long issued;

  @Label("Ended")
  long ended;

  @Label("Wait Time")
  @Description("From the submission to the tag: parked, or merged into a request made before")
  @Timespan(Timespan.NANOSECONDS)
  long waitTime;

  @Label("Queue Time")
  @Description("From the tag to the driver")
  @Timespan(Timespan.NANOSECONDS)
  long queueTime;

  @Label("Device Time")
  @Description("From the driver to the end")
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
    // A request that absorbed an older one has the older start time, so the difference may be
    // negative.
    waitTime = bios == 0 ? 0 : Math.max(0, tagged - submitted);
    long left = issued == 0 ? now : issued;
    queueTime = left - tagged;
    deviceTime = now - left;
  }
}
