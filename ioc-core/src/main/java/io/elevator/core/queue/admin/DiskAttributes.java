package io.elevator.core.queue.admin;

import io.elevator.api.AttributeSpec;
import io.elevator.api.DiskActivity;
import io.elevator.api.InFlight;
import io.elevator.api.LinuxFormat;
import io.elevator.core.queue.state.CoreHardwareQueue;
import io.elevator.core.queue.state.FaultInjection;
import io.elevator.core.queue.state.FaultRate;
import io.elevator.core.queue.state.HardwareQueues;
import io.elevator.core.queue.state.QueueMarks;
import io.elevator.core.queue.tags.TagSpace;
import io.elevator.spi.driver.DriverShape;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * Attributes that sysfs shows beside a disk's {@code queue} folder: the disk's own attributes,
 * those for fault injection, and those of each hardware queue. Stateless.
 */
public final class DiskAttributes {
  private static final String SEED = "fail_seed";

  private final FaultInjection faults;
  private final QueueMarks marks;
  private final HardwareQueues hardwareQueues;
  private final Supplier<DiskActivity> activity;
  private final Supplier<InFlight> inFlight;
  private final DriverShape shape;

  /**
   * Creates the attributes of a queue's disk.
   *
   * @param activity supplies the disk statistics
   * @param inFlight supplies the number of requests that the driver has
   */
  public DiskAttributes(
      FaultInjection faults,
      QueueMarks marks,
      HardwareQueues hardwareQueues,
      Supplier<DiskActivity> activity,
      Supplier<InFlight> inFlight,
      DriverShape shape) {
    this.faults = faults;
    this.marks = marks;
    this.hardwareQueues = hardwareQueues;
    this.activity = activity;
    this.inFlight = inFlight;
    this.shape = shape;
  }

  List<QueueAttribute> ofDisk() {
    return List.of(
        new QueueAttribute(
            AttributeSpec.readOnly("size", "sectors", "size of the device"),
            () -> Long.toString(shape.capacitySectors()),
            null),
        new QueueAttribute(
            AttributeSpec.readOnly("stat", "", "the seventeen numbers of /proc/diskstats"),
            () -> LinuxFormat.stat(activity.get()),
            null),
        new QueueAttribute(
            AttributeSpec.readOnly("inflight", "", "reads and writes that the driver has"),
            () -> LinuxFormat.inFlight(inFlight.get()),
            null),
        QueueAttribute.mark(
            "make-it-fail", "bios fail, at a rate", marks::isFailingBios, marks::failingBios),
        QueueAttribute.mark(
            "io-timeout-fail",
            "completions are lost, at a rate",
            marks::isLosingCompletions,
            marks::losingCompletions),
        rate("fail_make_request", "how often make-it-fail strikes", faults.bios()),
        rate("fail_io_timeout", "how often io-timeout-fail strikes", faults.completions()),
        new QueueAttribute(
            AttributeSpec.tunable(
                SEED, "", "0", "0..4294967295", "what chance comes from; begins both rates anew"),
            () -> Long.toString(faults.seed()),
            text -> faults.seed(QueueAttribute.number(SEED, text))));
  }

  private QueueAttribute rate(String name, String description, FaultRate rate) {
    return new QueueAttribute(
        AttributeSpec.tunable(
            name, "", FaultRate.ALWAYS, "interval,probability,space,times", description),
        rate::text,
        text -> rate.set(text, faults.seed()));
  }

  /** Returns the attributes of the hardware queues in use, whose number a resize may change. */
  List<QueueAttribute> ofHardwareQueues() {
    return Arrays.stream(hardwareQueues.used()).flatMap(hctx -> of(hctx).stream()).toList();
  }

  private static List<QueueAttribute> of(CoreHardwareQueue hctx) {
    String path = "mq/" + hctx.index() + "/";
    TagSpace tags = hctx.driverTags();
    return List.of(
        new QueueAttribute(
            AttributeSpec.readOnly(path + "nr_tags", "", "driver tags it was made with"),
            () -> Integer.toString(tags.capacity()),
            null),
        new QueueAttribute(
            AttributeSpec.readOnly(
                path + "nr_reserved_tags", "", "those of them that only commands get"),
            () -> Integer.toString(tags.reserved()),
            null),
        new QueueAttribute(
            AttributeSpec.readOnly(path + "cpu_list", "", "stripes whose I/O it takes"),
            () -> cpuList(hctx),
            null));
  }

  /**
   * Returns the list of stripes of a hardware queue, which takes the place of Linux's list of CPUs.
   */
  public static String cpuList(CoreHardwareQueue hctx) {
    return Arrays.stream(hctx.software().stripes())
        .mapToObj(Integer::toString)
        .collect(Collectors.joining(", "));
  }
}
