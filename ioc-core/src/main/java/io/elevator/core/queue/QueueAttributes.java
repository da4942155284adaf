package io.elevator.core.queue;

import io.elevator.api.AttributeException;
import io.elevator.api.AttributeException.Reason;
import io.elevator.api.AttributeSpec;
import io.elevator.api.DeviceGoneException;
import io.elevator.api.QueueLimits;
import io.elevator.spi.AttributeText;
import io.elevator.spi.driver.DriverFeature;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The attributes of a queue as text, with the names and rules of sysfs. All reads and writes are
 * serialised by the queue's attribute lock.
 */
final class QueueAttributes {
  private static final int PAGE_KIB = 4;
  private static final String THROTTLING = "wbt_lat_usec";

  private final BlockQueue queue;
  private final Map<String, QueueAttribute> byName = new LinkedHashMap<>();
  private final DiskAttributes disk;
  private long readAheadKib = 128;

  QueueAttributes(BlockQueue queue) {
    this.queue = queue;
    this.disk = new DiskAttributes(queue);
    addTunables();
    addMarks();
    addLimits();
    disk.ofDisk().forEach(each -> byName.put(each.name(), each));
  }

  List<AttributeSpec> specs() {
    var specs = new ArrayList<AttributeSpec>(byName.size());
    byName.values().forEach(each -> specs.add(each.spec()));
    // It can be neither read nor set, as the feature is optional and not here.
    specs.removeIf(spec -> spec.name().equals(THROTTLING));
    disk.ofHardwareQueues().forEach(each -> specs.add(each.spec()));
    return specs;
  }

  String show(String name) {
    QueueAttribute attribute = find(name);
    queue.waits().lock(queue.attributeLock(), "the attribute " + name);
    try {
      requireRegistered(name);
      return attribute.show().get();
    } finally {
      queue.attributeLock().unlock();
    }
  }

  void store(String name, String text) {
    QueueAttribute attribute = find(name);
    Consumer<String> store = attribute.store();
    if (store == null) {
      throw new UnsupportedOperationException(
          "the attribute " + name + " of " + queue.name() + " can only be read");
    }
    queue.waits().lock(queue.attributeLock(), "the attribute " + name);
    try {
      requireRegistered(name);
      store.accept(text);
    } catch (DeviceGoneException e) {
      throw new NoSuchElementException(queue.name() + " was closed: " + name + " is gone", e);
    } finally {
      queue.attributeLock().unlock();
      queue.removal().changeEnded();
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
        queue.name()
            + " has no attribute '"
            + name
            + "'; it has "
            + specs().stream().map(AttributeSpec::name).toList());
  }

  private void requireRegistered(String name) {
    if (queue.entrance().isDead()) {
      throw new NoSuchElementException(
          queue.name() + " is closed; its attribute '" + name + "' is gone");
    }
  }

  private void add(AttributeSpec spec, Supplier<String> show, @Nullable Consumer<String> store) {
    byName.put(spec.name(), new QueueAttribute(spec, show, store));
  }

  private void addTunables() {
    add(
        AttributeSpec.tunable(
            "nr_requests", "", "2 * depth", "4..2048", "requests that may exist a hardware queue"),
        () -> Integer.toString(queue.nrRequests()),
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
        () -> Long.toString(queue.timeouts().timeoutTicks()),
        text -> {
          long millis = number("io_timeout", text);
          if (millis == 0) {
            throw refused("io_timeout", text, "expected above 0");
          }
          queue.timeouts().timeoutTicks(millis);
        });
    add(
        AttributeSpec.tunable(
            "write_cache",
            "",
            "",
            "write back, write through",
            "whether flushes are sent to the device"),
        () -> queue.marks().isCacheOn() ? "write back" : "write through",
        this::storeWriteCache);
  }

  private void addMarks() {
    addMark(
        "rotational", "heads that move", queue.marks()::isRotational, queue.marks()::rotational);
    addMark(
        "iostats",
        "disk statistics are kept",
        queue.marks()::isAccounting,
        queue.marks()::accounting);
    addMark(
        "add_random",
        "feeds the entropy pool; kept, without effect",
        queue.marks()::isAddingRandom,
        queue.marks()::addingRandom);
    addMark(
        "stable_writes",
        "data must not change while it is written",
        queue.marks()::isWritingStably,
        queue.marks()::writingStably);
    add(
        AttributeSpec.tunable(
            "nomerges", "", "0", "0..2", "0 all merges, 1 only with the last request, 2 none"),
        () -> queue.marks().isMergingOff() ? "2" : queue.marks().isExtendedMergingOff() ? "1" : "0",
        text -> {
          long value = number("nomerges", text);
          queue.marks().merging(value == 2, value != 0 && value != 2);
        });
    add(
        AttributeSpec.tunable(
            "rq_affinity", "", "1", "0..2", "where completions run; kept, without effect"),
        () -> Integer.toString(queue.marks().affinity()),
        text -> {
          long value = number("rq_affinity", text);
          if (value <= 2) {
            queue.marks().affinity((int) value);
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
        l -> (long) queue.shape().limits().maxDiscardSectors() << 9);
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
    readOnly(
        "fua", "", "whether writes can bypass the cache", l -> queue.marks().isFuaOn() ? 1 : 0);
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
    return queue.marks().limits();
  }

  private static long number(String name, String text) {
    return QueueAttribute.number(name, text);
  }

  private static AttributeException refused(String name, String text, String expected) {
    return QueueAttribute.refused(name, text, expected);
  }

  private void storeNrRequests(String text) {
    int value = ElevatorSwitch.atLeast(number("nr_requests", text));
    if (value == queue.nrRequests()) {
      return;
    }
    String refusal = queue.elevatorSwitch().refusal(value);
    if (!refusal.isEmpty()) {
      throw refused("nr_requests", text, refusal);
    }
    queue.switches().whileStill(() -> queue.elevatorSwitch().resize(value));
  }

  private String showScheduler() {
    var text = new StringBuilder();
    String current = queue.elevatorSwitch().name();
    if (current.equals("none")) {
      text.append("[none] ");
    }
    if (queue.shape().has(DriverFeature.NO_ELEVATOR)) {
      return text.toString();
    }
    List<String> names = queue.elevators().names();
    for (String name : names) {
      text.append(name.equals(current) ? "[" + name + "]" : name).append(' ');
    }
    if (!current.equals("none")) {
      if (!names.contains(current)) {
        // Its plugin was removed, and it goes on where it is in use.
        text.append('[').append(current).append("] ");
      }
      text.append("none");
    }
    return text.toString();
  }

  private void storeScheduler(String text) {
    if (queue.shape().has(DriverFeature.NO_ELEVATOR)) {
      return;
    }
    String name = text.strip();
    if (!name.equals("none") && queue.elevators().find(name) == null) {
      throw refused("scheduler", text, "expected none or one of " + queue.elevators().names());
    }
    queue.switches().switchElevator(name);
  }

  private void storeMaxSectors(String text) {
    long kib = number("max_sectors_kb", text);
    long most = limits().maxHwSectors() / 2;
    if (kib < PAGE_KIB || kib > most) {
      throw refused("max_sectors_kb", text, "expected " + PAGE_KIB + " to " + most);
    }
    queue.marks().limits(limits().toBuilder().maxSectors((int) kib * 2).build());
  }

  private void storeDiscardMax(String text) {
    long bytes = AttributeText.unsigned64("discard_max_bytes", text);
    int granularity = Math.max(limits().discardGranularity(), 512);
    if (bytes < 0 || bytes % granularity != 0) {
      throw refused("discard_max_bytes", text, "expected a multiple of " + granularity);
    }
    long most = queue.shape().limits().maxDiscardSectors();
    int sectors = (int) Math.min(bytes >> 9, most);
    queue.marks().limits(limits().toBuilder().maxDiscardSectors(sectors).build());
  }

  private void storeWriteCache(String text) {
    if (text.startsWith("write back")) {
      if (!queue.shape().has(DriverFeature.VOLATILE_CACHE)) {
        throw refused("write_cache", text, "the device has no volatile cache");
      }
      queue.marks().cacheOn(true);
    } else if (text.startsWith("write through") || text.startsWith("none")) {
      queue.marks().cacheOn(false);
    } else {
      throw refused("write_cache", text, "expected 'write back' or 'write through'");
    }
  }
}
