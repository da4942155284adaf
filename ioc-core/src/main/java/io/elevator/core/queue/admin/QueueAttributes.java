package io.elevator.core.queue.admin;

import io.elevator.api.AttributeException;
import io.elevator.api.AttributeException.Reason;
import io.elevator.api.AttributeSpec;
import io.elevator.api.DeviceGoneException;
import io.elevator.api.QueueLimits;
import io.elevator.core.queue.callouts.ElevatorInUse;
import io.elevator.core.queue.complete.Timeouts;
import io.elevator.core.queue.state.Entrance;
import io.elevator.core.queue.state.QueueErrors;
import io.elevator.core.queue.state.QueueMarks;
import io.elevator.spi.AttributeText;
import io.elevator.spi.driver.DriverFeature;
import io.elevator.spi.driver.DriverShape;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of a queue as text, with the names and rules of sysfs. The queue's attribute lock
 * serialises all reads and writes.
 */
public final class QueueAttributes {
  private static final int PAGE_KIB = 4;
  private static final String THROTTLING = "wbt_lat_usec";

  private final Runnable changeEnded;
  private final QueueMarks marks;
  private final Entrance entrance;
  private final AdministrativeWaits waits;
  private final ElevatorSwitch elevatorSwitch;
  private final QueueSwitches switches;
  private final Timeouts timeouts;
  private final DriverShape shape;
  private final ElevatorKind.Catalogue elevators;
  private final ReentrantLock attributeLock;
  private final QueueErrors errors;
  private final ElevatorInUse elevatorInUse;
  private final Map<String, QueueAttribute> byName = new LinkedHashMap<>();
  private final DiskAttributes disk;
  private long readAheadKib = 128;

  public QueueAttributes(
      Runnable changeEnded,
      QueueMarks marks,
      Entrance entrance,
      AdministrativeWaits waits,
      ElevatorSwitch elevatorSwitch,
      QueueSwitches switches,
      Timeouts timeouts,
      DriverShape shape,
      ElevatorKind.Catalogue elevators,
      ReentrantLock attributeLock,
      QueueErrors errors,
      ElevatorInUse elevatorInUse,
      DiskAttributes disk) {
    this.changeEnded = changeEnded;
    this.marks = marks;
    this.entrance = entrance;
    this.waits = waits;
    this.elevatorSwitch = elevatorSwitch;
    this.switches = switches;
    this.timeouts = timeouts;
    this.shape = shape;
    this.elevators = elevators;
    this.attributeLock = attributeLock;
    this.errors = errors;
    this.elevatorInUse = elevatorInUse;
    this.disk = disk;
    addTunables();
    addMarks();
    addLimits();
    disk.ofDisk().forEach(each -> byName.put(each.name(), each));
  }

  List<AttributeSpec> specs() {
    var specs = new ArrayList<AttributeSpec>(byName.size());
    byName.values().forEach(each -> specs.add(each.spec()));
    // The attribute can be neither read nor set, because this queue lacks the optional feature.
    specs.removeIf(spec -> spec.name().equals(THROTTLING));
    disk.ofHardwareQueues().forEach(each -> specs.add(each.spec()));
    return specs;
  }

  String show(String name) {
    QueueAttribute attribute = find(name);
    waits.lock(attributeLock, "the attribute " + name);
    try {
      requireRegistered(name);
      return attribute.show().get();
    } finally {
      attributeLock.unlock();
    }
  }

  void store(String name, String text) {
    QueueAttribute attribute = find(name);
    Consumer<String> store = attribute.store();
    if (store == null) {
      throw new UnsupportedOperationException(
          "the attribute " + name + " of " + errors.queue() + " can only be read");
    }
    waits.lock(attributeLock, "the attribute " + name);
    try {
      requireRegistered(name);
      store.accept(text);
    } catch (DeviceGoneException e) {
      throw new NoSuchElementException(errors.queue() + " was closed: " + name + " is gone", e);
    } finally {
      attributeLock.unlock();
      changeEnded.run();
    }
  }

  private QueueAttribute find(String name) {
    QueueAttribute attribute = byName.get(name);
    if (attribute != null) {
      return attribute;
    }
    for (QueueAttribute each : disk.ofHardwareQueues()) {
      if (each.name().equals(name)) {
        return each;
      }
    }
    throw new NoSuchElementException(
        errors.queue()
            + " has no attribute '"
            + name
            + "'; it has "
            + specs().stream().map(AttributeSpec::name).toList());
  }

  private void requireRegistered(String name) {
    if (entrance.isDead()) {
      throw new NoSuchElementException(
          errors.queue() + " is closed; its attribute '" + name + "' is gone");
    }
  }

  private void add(AttributeSpec spec, Supplier<String> show, @Nullable Consumer<String> store) {
    byName.put(spec.name(), new QueueAttribute(spec, show, store));
  }

  private void addTunables() {
    add(
        AttributeSpec.tunable(
            "nr_requests", "", "2 * depth", "4..2048", "requests that may exist a hardware queue"),
        () -> Integer.toString(elevatorInUse.requests()),
        this::storeNrRequests);
    add(
        AttributeSpec.tunable("scheduler", "", "", "names", "the elevator, in brackets"),
        this::showScheduler,
        this::storeScheduler);
    add(
        AttributeSpec.tunable(
            "read_ahead_kb", "KiB", "128", "0..4294967295", "hint for readers of streams"),
        () -> Long.toString(readAheadKib),
        text -> readAheadKib = number("read_ahead_kb", text) / PAGE_KIB * PAGE_KIB);
    add(
        AttributeSpec.tunable(
            "max_sectors_kb", "KiB", "", "4..max_hw_sectors_kb", "longest read or write"),
        () -> Integer.toString(limits().maxSectors() / 2),
        this::storeMaxSectors);
    add(
        AttributeSpec.tunable(
            "discard_max_bytes", "bytes", "", "multiples of the granularity", "longest discard"),
        () -> Long.toString((long) limits().maxDiscardSectors() << 9),
        this::storeDiscardMax);
    add(
        AttributeSpec.tunable(
            "io_timeout", "ms", "30000", "1..4294967295", "time a request has in the driver"),
        () -> Long.toString(timeouts.timeoutTicks()),
        text -> {
          long millis = number("io_timeout", text);
          if (millis == 0) {
            throw refused("io_timeout", text, "expected above 0");
          }
          timeouts.timeoutTicks(millis);
        });
    add(
        AttributeSpec.tunable(
            "write_cache",
            "",
            "",
            "write back, write through",
            "whether flushes are sent to the device"),
        () -> marks.isCacheOn() ? "write back" : "write through",
        this::storeWriteCache);
  }

  private void addMarks() {
    addMark("rotational", "heads that move", marks::isRotational, marks::rotational);
    addMark("iostats", "disk statistics are kept", marks::isAccounting, marks::accounting);
    addMark(
        "add_random",
        "feeds the entropy pool; kept, without effect",
        marks::isAddingRandom,
        marks::addingRandom);
    addMark(
        "stable_writes",
        "data must not change while it is written",
        marks::isWritingStably,
        marks::writingStably);
    add(
        AttributeSpec.tunable(
            "nomerges", "", "0", "0..2", "0 all merges, 1 only with the last request, 2 none"),
        () -> marks.isMergingOff() ? "2" : marks.isExtendedMergingOff() ? "1" : "0",
        text -> {
          long value = number("nomerges", text);
          marks.merging(value == 2, value != 0 && value != 2);
        });
    add(
        AttributeSpec.tunable(
            "rq_affinity", "", "1", "0..2", "where completions run; kept, without effect"),
        () -> Integer.toString(marks.affinity()),
        text -> {
          long value = number("rq_affinity", text);
          if (value <= 2) {
            marks.affinity((int) value);
          }
        });
  }

  private void addMark(
      String name,
      String description,
      java.util.function.BooleanSupplier show,
      Consumer<Boolean> store) {
    byName.put(name, QueueAttribute.mark(name, description, show, store));
  }

  private void addLimits() {
    readOnly("max_hw_sectors_kb", "KiB", "what the hardware could do", l -> l.maxHwSectors() / 2);
    readOnly("max_segments", "", "most data segments of a request", QueueLimits::maxSegments);
    readOnly("max_segment_size", "bytes", "longest segment", QueueLimits::maxSegmentSize);
    readOnly(
        "max_discard_segments", "", "most ranges of a discard", QueueLimits::maxDiscardSegments);
    readOnly("logical_block_size", "bytes", "smallest unit", QueueLimits::logicalBlockSize);
    readOnly("hw_sector_size", "bytes", "the same", QueueLimits::logicalBlockSize);
    readOnly(
        "physical_block_size",
        "bytes",
        "smallest unit written without reading",
        QueueLimits::physicalBlockSize);
    readOnly("chunk_sectors", "sectors", "no request crosses these", QueueLimits::chunkSectors);
    readOnly("minimum_io_size", "bytes", "smallest good size", QueueLimits::physicalBlockSize);
    readOnly("optimal_io_size", "bytes", "best size, 0 unknown", l -> 0);
    readOnly("discard_granularity", "bytes", "unit", QueueLimits::discardGranularity);
    readOnly(
        "discard_max_hw_bytes",
        "bytes",
        "longest discard of the hardware",
        l -> (long) shape.limits().maxDiscardSectors() << 9);
    readOnly(
        "write_zeroes_max_bytes",
        "bytes",
        "longest write-zeroes",
        l -> (long) l.maxWriteZeroesSectors() << 9);
    readOnly(
        "virt_boundary_mask", "bytes", "segments meet on these", QueueLimits::virtBoundaryMask);
    readOnly("dma_alignment", "bytes", "alignment of memory", QueueLimits::dmaAlignmentMask);
    readOnly("discard_zeroes_data", "", "always 0", l -> 0);
    readOnly("write_same_max_bytes", "bytes", "always 0", l -> 0);
    readOnly("fua", "", "whether writes can bypass the cache", l -> marks.isFuaOn() ? 1 : 0);
    add(AttributeSpec.readOnly("zoned", "", "always none"), () -> "none", null);
    readOnly("dax", "", "always 0", l -> 0);
    add(
        AttributeSpec.tunable("io_poll", "", "0", "none", "always 0: nobody polls"),
        () -> "0",
        text -> {
          throw refused("io_poll", text, "completions are reported, not polled for");
        });
    add(
        AttributeSpec.tunable("io_poll_delay", "us", "-1", "none", "always -1: nobody polls"),
        () -> "-1",
        text -> {
          throw refused("io_poll_delay", text, "completions are reported, not polled for");
        });
    add(
        AttributeSpec.tunable(THROTTLING, "us", "", "none", "writeback is not throttled here"),
        () -> {
          throw new AttributeException(
              Reason.INVALID, THROTTLING + " cannot be read: writeback is not throttled here");
        },
        text -> {
          throw refused(THROTTLING, text, "writeback is not throttled here");
        });
  }

  private void readOnly(
      String name,
      String unit,
      String description,
      java.util.function.ToLongFunction<QueueLimits> value) {
    add(
        AttributeSpec.readOnly(name, unit, description),
        () -> Long.toString(value.applyAsLong(limits())),
        null);
  }

  private QueueLimits limits() {
    return marks.limits();
  }

  private static long number(String name, String text) {
    return QueueAttribute.number(name, text);
  }

  private static AttributeException refused(String name, String text, String expected) {
    return QueueAttribute.refused(name, text, expected);
  }

  private void storeNrRequests(String text) {
    int value = ElevatorSwitch.atLeast(number("nr_requests", text));
    if (value == elevatorInUse.requests()) {
      return;
    }
    String refusal = elevatorSwitch.refusal(value);
    if (!refusal.isEmpty()) {
      throw refused("nr_requests", text, refusal);
    }
    switches.whileStill(() -> elevatorSwitch.resize(value));
  }

  private String showScheduler() {
    var text = new StringBuilder();
    String current = elevatorSwitch.name();
    if (current.equals("none")) {
      text.append("[none] ");
    }
    if (shape.has(DriverFeature.NO_ELEVATOR)) {
      return text.toString();
    }
    List<String> names = elevators.names();
    for (String name : names) {
      text.append(name.equals(current) ? "[" + name + "]" : name).append(' ');
    }
    if (!current.equals("none")) {
      if (!names.contains(current)) {
        // The plugin of this elevator was removed; the elevator is still listed, because the queue
        // uses it.
        text.append('[').append(current).append("] ");
      }
      text.append("none");
    }
    return text.toString();
  }

  private void storeScheduler(String text) {
    if (shape.has(DriverFeature.NO_ELEVATOR)) {
      return;
    }
    String name = text.strip();
    if (!name.equals("none") && elevators.find(name) == null) {
      throw refused("scheduler", text, "expected none or one of " + elevators.names());
    }
    switches.switchElevator(name);
  }

  private void storeMaxSectors(String text) {
    long kib = number("max_sectors_kb", text);
    long most = limits().maxHwSectors() / 2;
    if (kib < PAGE_KIB || kib > most) {
      throw refused("max_sectors_kb", text, "expected " + PAGE_KIB + " to " + most);
    }
    marks.limits(limits().toBuilder().maxSectors((int) kib * 2).build());
  }

  private void storeDiscardMax(String text) {
    long bytes = AttributeText.unsigned64("discard_max_bytes", text);
    int granularity = Math.max(limits().discardGranularity(), 512);
    if (bytes < 0 || bytes % granularity != 0) {
      throw refused("discard_max_bytes", text, "expected a multiple of " + granularity);
    }
    long most = shape.limits().maxDiscardSectors();
    int sectors = (int) Math.min(bytes >> 9, most);
    marks.limits(limits().toBuilder().maxDiscardSectors(sectors).build());
  }

  private void storeWriteCache(String text) {
    if (text.startsWith("write back")) {
      if (!shape.has(DriverFeature.VOLATILE_CACHE)) {
        throw refused("write_cache", text, "the device has no volatile cache");
      }
      marks.cacheOn(true);
    } else if (text.startsWith("write through") || text.startsWith("none")) {
      marks.cacheOn(false);
    } else {
      throw refused("write_cache", text, "expected 'write back' or 'write through'");
    }
  }
}
