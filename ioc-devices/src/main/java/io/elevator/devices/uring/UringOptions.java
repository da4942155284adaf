package io.elevator.devices.uring;

import io.elevator.api.AttributeException;
import io.elevator.api.AttributeException.Reason;
import io.elevator.api.AttributeSpec;
import io.elevator.devices.fault.FaultPlan;
import io.elevator.devices.options.DriverOptions;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;

/**
 * What a drive is opened with.
 *
 * @param path the file
 * @param bytes the size wanted, or 0 to take the file's
 * @param wantsDirect whether to try direct I/O
 * @param isReadOnly whether writes are refused
 * @param queues hardware queues, with a ring each
 * @param depth requests in flight at most in each
 * @param blockSize logical block in bytes, or 0 for the smallest that works
 * @param maxSectors longest request
 * @param buffers registered bounce buffers of each ring
 */
record UringOptions(
    Path path,
    long bytes,
    boolean wantsDirect,
    boolean isReadOnly,
    int queues,
    int depth,
    int blockSize,
    int maxSectors,
    int buffers) {
  /** A ring of the kernel has 32768 entries at most; completions take twice as many. */
  static final int MOST_DEPTH = 4096;

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
          spec("submit_queues", "", "1", "1..64", "hardware queues, with a ring and a thread each"),
          spec("hw_queue_depth", "", "128", "1..4096", "requests in flight at most in each"),
          spec(
              "blocksize",
              "bytes",
              "0",
              "0, 512..65536, a power of two",
              "logical block; 0: the smallest that works, 512 or what direct I/O needs"),
          spec("max_sectors", "sectors", "2560", "8..65536", "longest request"),
          spec("buffers", "", "2", "0..64", "registered bounce buffers of each ring"),
          FaultPlan.OPTION);

  private static AttributeSpec spec(
      String name, String unit, String otherwise, String range, String description) {
    return AttributeSpec.tunable(name, unit, otherwise, range, description);
  }

  /** Reads the options. */
  static UringOptions read(DriverOptions options) {
    String name = options.text("filename", "");
    if (name.isBlank()) {
      throw new AttributeException(
          Reason.INVALID, "filename: missing; driver 'uring' needs the path of a file");
    }
    Path path;
    try {
      path = Path.of(name);
    } catch (InvalidPathException e) {
      throw new AttributeException(
          Reason.INVALID, "filename: '" + name + "' is no path: " + e.getReason());
    }
    int block = options.number("blocksize", 0, 0, 65536);
    if (block != 0 && (block < 512 || Integer.bitCount(block) != 1)) {
      throw new AttributeException(
          Reason.INVALID, "blocksize: " + block + " is not 0, nor a power of two in 512..65536");
    }
    return new UringOptions(
        path,
        options.bytes("size", 0, 0, Long.MAX_VALUE),
        options.flag("direct", true),
        options.flag("readonly", false),
        options.number("submit_queues", 1, 1, 64),
        options.number("hw_queue_depth", 128, 1, MOST_DEPTH),
        block,
        Math.max(options.number("max_sectors", 2560, 8, 65536), block >> 9),
        options.number("buffers", 2, 0, 64));
  }
}
