package io.elevator.devices.file;

import io.elevator.api.AttributeException;
import io.elevator.api.AttributeException.Reason;
import io.elevator.api.AttributeSpec;
import io.elevator.api.QueueLimits;
import io.elevator.devices.fault.FaultPlan;
import io.elevator.devices.options.BackingOptions;
import io.elevator.devices.options.DriverOptions;
import io.elevator.spi.driver.DriverShape;
import java.util.List;

/**
 * What a file is opened with.
 *
 * @param file the file, and how it is opened
 * @param depth requests in flight at most
 * @param threads threads that perform them at most
 * @param blockSize logical block, bytes
 */
record FileOptions(BackingOptions file, int depth, int threads, int blockSize) {
  static final int MOST_THREADS = 1024;

  static final List<AttributeSpec> SPECS =
      BackingOptions.specsAnd(
          spec("hw_queue_depth", "", "64", "1..10240", "requests in flight at most"),
          spec("threads", "", "hw_queue_depth", "1..1024", "threads that perform them at most"),
          spec("blocksize", "bytes", "512", "512..65536, a power of two", "logical block"),
          FaultPlan.OPTION);

  private static AttributeSpec spec(
      String name, String unit, String otherwise, String range, String description) {
    return AttributeSpec.tunable(name, unit, otherwise, range, description);
  }

  /** Reads the options. */
  static FileOptions read(DriverOptions options) {
    int depth = options.number("hw_queue_depth", 64, 1, DriverShape.MOST_DEPTH);
    int block = options.number("blocksize", 512, 512, 65536);
    if (Integer.bitCount(block) != 1) {
      throw new AttributeException(
          Reason.INVALID, "blocksize: " + block + " is not a power of two in 512..65536");
    }
    return new FileOptions(
        BackingOptions.read(options, "file", block),
        depth,
        options.number("threads", Math.min(depth, MOST_THREADS), 1, MOST_THREADS),
        block);
  }

  /** Returns what a request may look like on a file that is moved in units of some bytes. */
  QueueLimits limits(int unit) {
    // Data may lie anywhere and in pieces of any size: what the kernel would refuse is copied
    // through a bounce buffer. 1024 pieces are what one vectored call takes (IOV_MAX).
    return QueueLimits.builder()
        .logicalBlockSize(blockSize)
        .physicalBlockSize(Math.max(unit, blockSize))
        .maxSectors(file.maxSectors())
        .maxSegments(1024)
        .maxSegmentSize(1 << 30)
        .segmentBoundaryMask(Long.MAX_VALUE)
        .dmaAlignmentMask(0)
        .build();
  }
}
