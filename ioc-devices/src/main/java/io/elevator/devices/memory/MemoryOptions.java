package io.elevator.devices.memory;

import static io.elevator.api.AttributeSpec.tunable;

import io.elevator.api.AttributeException;
import io.elevator.api.AttributeException.Reason;
import io.elevator.api.AttributeSpec;
import io.elevator.api.QueueLimits;
import io.elevator.devices.fault.FaultPlan;
import io.elevator.devices.options.DriverOptions;
import io.elevator.spi.driver.DriverFeature;
import io.elevator.spi.driver.DriverShape;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The options of drives in memory, with the names of Linux's null_blk where null_blk has the
 * option. Immutable.
 *
 * @param shape shape of the drive
 * @param isTimed whether requests end by timer (irqmode 2) or immediately (irqmode 0)
 * @param completionNanos duration of a request that ends by timer, in nanoseconds
 * @param megabytesPerSecond limit on the data rate by timer, in MB/s; 0 for none
 */
record MemoryOptions(
    DriverShape shape, boolean isTimed, long completionNanos, int megabytesPerSecond) {
  static final long MOST_BYTES = 1L << 50;

  /**
   * Returns the descriptions of the options of a drive in memory.
   *
   * @param size default capacity, as text
   */
  static List<AttributeSpec> specs(String size) {
    return List.of(
        tunable("size", "bytes", size, "0..1125899906842624, suffix k, m, g, t", "capacity"),
        tunable("blocksize", "bytes", "512", "512..4096, a power of two", "logical block"),
        tunable("max_sectors", "sectors", "2560", "8..8388607", "longest request"),
        tunable("submit_queues", "", "1", "1..1024", "hardware queues"),
        tunable("hw_queue_depth", "", "64", "1..10240", "requests a hardware queue holds"),
        tunable(
            "shared_tags", "", "0", "0, or a name", "the host whose tags it shares; 0: its own"),
        tunable(
            "shared_tag_bitmap", "", "0", "0, 1", "whether its hardware queues share their tags"),
        tunable("irqmode", "", "0", "0, 2", "0: requests end at once; 2: by timer"),
        tunable("completion_nsec", "ns", "10000", "0..3600s", "how long a request takes by timer"),
        tunable("mbps", "MB/s", "0", "0..1000000", "limit on the data rate by timer, 0 for none"),
        tunable("discard", "", "1", "0, 1", "whether it can discard and write zeroes"),
        tunable("volatile_cache", "", "0", "0, 1", "whether writes need a flush to be durable"),
        tunable(
            "fua", "", "1", "0, 1", "with a volatile cache, whether it writes through on demand"),
        tunable("readonly", "", "0", "0, 1", "whether writes are refused"),
        FaultPlan.OPTION);
  }

  /**
   * Parses the options of a drive in memory.
   *
   * @param driver name of the driver
   * @param options options by name
   * @param defaultSize default capacity, in bytes
   */
  static MemoryOptions read(String driver, DriverOptions options, long defaultSize) {
    long size = options.bytes("size", defaultSize, 0, MOST_BYTES);
    int block = options.number("blocksize", 512, 512, 4096);
    if (Integer.bitCount(block) != 1) {
      throw new AttributeException(
          Reason.INVALID, "blocksize: " + block + " is not a power of two in 512..4096");
    }
    int longest = options.number("max_sectors", 2560, 8, QueueLimits.MOST_SECTORS);
    boolean discards = options.flag("discard", true);
    QueueLimits limits =
        QueueLimits.builder()
            .logicalBlockSize(block)
            .maxSectors(longest)
            .maxDiscardSectors(discards ? QueueLimits.MOST_SECTORS : 0)
            .maxDiscardSegments(discards ? 256 : 1)
            .discardGranularity(discards ? block : 0, 0)
            .maxSecureEraseSectors(discards ? QueueLimits.MOST_SECTORS : 0)
            .maxWriteZeroesSectors(discards ? QueueLimits.MOST_SECTORS : 0)
            .dmaAlignmentMask(0)
            .build();
    Set<DriverFeature> features = EnumSet.noneOf(DriverFeature.class);
    if (options.flag("volatile_cache", false)) {
      features.add(DriverFeature.VOLATILE_CACHE);
      if (options.flag("fua", true)) {
        features.add(DriverFeature.FUA);
      }
    }
    if (options.flag("shared_tag_bitmap", false)) {
      features.add(DriverFeature.ONE_TAG_SPACE);
    }
    if (options.flag("readonly", false)) {
      features.add(DriverFeature.READ_ONLY);
    }
    DriverShape shape =
        new DriverShape(
            driver,
            (size / block * block) >> 9,
            limits,
            options.number("submit_queues", 1, 1, 1024),
            options.number("hw_queue_depth", 64, 1, DriverShape.MOST_DEPTH),
            0,
            features);
    int irqmode = options.number("irqmode", 0, 0, 2);
    if (irqmode == 1) {
      throw new AttributeException(
          Reason.INVALID, "irqmode: '1' is not offered; expected 0 (at once) or 2 (by timer)");
    }
    int mbps = options.number("mbps", 0, 0, 1_000_000);
    if (irqmode == 0 && (mbps > 0 || options.has("completion_nsec"))) {
      throw new AttributeException(
          Reason.INVALID,
          (mbps > 0 ? "mbps" : "completion_nsec") + ": needs irqmode=2, completion by timer");
    }
    long nanos = options.nanos("completion_nsec", 10_000, 0, 3_600_000_000_000L);
    return new MemoryOptions(shape, irqmode == 2, nanos, mbps);
  }
}
