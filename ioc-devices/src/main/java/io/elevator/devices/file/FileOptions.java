package io.elevator.devices.file;

import io.elevator.api.AttributeException;
import io.elevator.api.AttributeException.Reason;
import io.elevator.api.AttributeSpec;
import io.elevator.api.QueueLimits;
import io.elevator.devices.fault.FaultPlan;
import io.elevator.devices.options.DriverOptions;
import io.elevator.spi.DriverShape;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/**
 * What a file is opened with.
 *
 * @param path the file
 * @param bytes the size wanted, or 0 to take the file's
 * @param wantsDirect whether to try direct I/O
 * @param isReadOnly whether writes are refused
 * @param depth requests in flight at most
 * @param threads threads that perform them at most
 * @param blockSize logical block, bytes
 * @param maxSectors longest request
 */
record FileOptions(
    Path path,
    long bytes,
    boolean wantsDirect,
    boolean isReadOnly,
    int depth,
    int threads,
    int blockSize,
    int maxSectors) {
  static final int MOST_THREADS = 1024;

  static final List<AttributeSpec> SPECS =
      List.of(
          spec("filename", "", "", "a path", "the file or block special file; required"),
          spec(
              "size",
              "bytes",
              "0",
              "0..9223372036854775807, suffix k, m, g, t",
              "use that much of it, made or extended with a hole if need be; 0: all there is"),
          spec("direct", "", "1", "0, 1", "whether to go past the page cache where that works"),
          spec("readonly", "", "0", "0, 1", "whether it is opened for reading only"),
          spec("hw_queue_depth", "", "64", "1..10240", "requests in flight at most"),
          spec("threads", "", "hw_queue_depth", "1..1024", "threads that perform them at most"),
          spec("blocksize", "bytes", "512", "512..65536, a power of two", "logical block"),
          spec("max_sectors", "sectors", "2560", "8..65536", "longest request"),
          FaultPlan.OPTION);

  private static AttributeSpec spec(
      String name, String unit, String otherwise, String range, String description) {
    return AttributeSpec.tunable(name, unit, otherwise, range, description);
  }

  /** Reads the options. */
  static FileOptions read(DriverOptions options) {
    String name = options.text("filename", "");
    if (name.isBlank()) {
      throw new AttributeException(
          Reason.INVALID, "filename: missing; driver 'file' needs the path of a file");
    }
    Path path;
    try {
      path = Path.of(name);
    } catch (InvalidPathException e) {
      throw new AttributeException(
          Reason.INVALID, "filename: '" + name + "' is no path: " + e.getReason());
    }
    int depth = options.number("hw_queue_depth", 64, 1, DriverShape.MOST_DEPTH);
    int block = options.number("blocksize", 512, 512, 65536);
    if (Integer.bitCount(block) != 1) {
      throw new AttributeException(
          Reason.INVALID, "blocksize: " + block + " is not a power of two in 512..65536");
    }
    return new FileOptions(
        path,
        options.bytes("size", 0, 0, Long.MAX_VALUE),
        options.flag("direct", true),
        options.flag("readonly", false),
        depth,
        options.number("threads", Math.min(depth, MOST_THREADS), 1, MOST_THREADS),
        block,
        Math.max(options.number("max_sectors", 2560, 8, 65536), block >> 9));
  }

  /** Returns what a request may look like on a file that is moved in units of some bytes. */
  QueueLimits limits(int unit) {
    // Data may lie anywhere and in pieces of any size: what the kernel would refuse is copied
    // through
    // a bounce buffer. 1024 pieces are what one vectored call takes (IOV_MAX).
    return QueueLimits.builder()
        .logicalBlockSize(blockSize)
        .physicalBlockSize(Math.max(unit, blockSize))
        .maxSectors(maxSectors)
        .maxSegments(1024)
        .maxSegmentSize(1 << 30)
        .segmentBoundaryMask(Long.MAX_VALUE)
        .dmaAlignmentMask(0)
        .build();
  }
}
