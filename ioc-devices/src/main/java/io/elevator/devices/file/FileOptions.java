package io.elevator.devices.file;

import static io.elevator.api.AttributeSpec.tunable;

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
 * The options of a file drive. Immutable.
 *
 * @param file path of the file and the options that all drives on files share
 * @param depth largest number of requests in flight
 * @param threads largest number of threads that perform requests
 * @param blockSize logical block, in bytes
 */
record FileOptions(BackingOptions file, int depth, int threads, int blockSize) {
  static final int MOST_THREADS = 1024;

  static final List<AttributeSpec> SPECS =
      BackingOptions.specsAnd(
          tunable("hw_queue_depth", "", "64", "1..10240", "requests in flight at most"),
          tunable("threads", "", "hw_queue_depth", "1..1024", "threads that perform them at most"),
          tunable("blocksize", "bytes", "512", "512..65536, a power of two", "logical block"),
          FaultPlan.OPTION);

  /** Parses the options of a file drive. */
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

  /**
   * Returns the limits of a request on a file.
   *
   * @param unit alignment of I/O on the file, in bytes
   */
  QueueLimits limits(int unit) {
    // Bounce buffers remove the kernel's limits on alignment, so data may have any address and
    // segments any size. A vectored call takes 1024 segments (IOV_MAX).
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
