package io.elevator.devices.uring;

import static io.elevator.api.AttributeSpec.tunable;

import io.elevator.api.AttributeException;
import io.elevator.api.AttributeException.Reason;
import io.elevator.api.AttributeSpec;
import io.elevator.devices.fault.FaultPlan;
import io.elevator.devices.options.BackingOptions;
import io.elevator.devices.options.DriverOptions;
import java.util.Arrays;
import java.util.List;

/**
 * The options of a uring drive. Immutable.
 *
 * @param file path of the file and the options that all drives on files share
 * @param queues number of hardware queues, with one ring each
 * @param depth largest number of requests in flight in each hardware queue
 * @param blockSize logical block in bytes, or 0 for the smallest that works
 * @param buffers number of registered bounce buffers of each ring
 * @param bouncing the data that goes through bounce buffers
 */
record UringOptions(
    BackingOptions file, int queues, int depth, int blockSize, int buffers, Bouncing bouncing) {
  /** Texts of the option {@code bounce}, in the order of {@link Bouncing}. */
  private static final String[] BOUNCES = {"closeable", "1", "0"};

  /** The data that goes through bounce buffers, beside that of memory which is not aligned. */
  enum Bouncing {
    /** Data of memory whose arena can be closed, unless the memory is registered. */
    CLOSEABLE,
    /** All data. */
    ALL,
    /** No other data: memory that is closed while the kernel uses it is overwritten. */
    NONE
  }

  /**
   * Largest value of the option {@code depth}. A ring of the kernel has at most 32768 entries, and
   * twice as many completions.
   */
  static final int MOST_DEPTH = 4096;

  static final List<AttributeSpec> SPECS =
      BackingOptions.specsAnd(
          tunable(
              "submit_queues", "", "1", "1..64", "hardware queues, with a ring and a thread each"),
          tunable("hw_queue_depth", "", "128", "1..4096", "requests in flight at most in each"),
          tunable(
              "blocksize",
              "bytes",
              "0",
              "0, 512..65536, a power of two",
              "logical block; 0: the smallest that works, 512 or what direct I/O needs"),
          tunable("buffers", "", "2", "0..64", "registered bounce buffers of each ring"),
          tunable(
              "bounce",
              "",
              BOUNCES[0],
              String.join(", ", BOUNCES),
              "data that is copied through bounce buffers: of memory that an arena may close"
                  + " (closeable), of all memory (1), of memory that is not aligned (0, unsafe)"),
          FaultPlan.OPTION);

  /** Parses the options of a uring drive. */
  static UringOptions read(DriverOptions options) {
    int block = options.number("blocksize", 0, 0, 65536);
    if (block != 0 && (block < 512 || Integer.bitCount(block) != 1)) {
      throw new AttributeException(
          Reason.INVALID, "blocksize: " + block + " is not 0, nor a power of two in 512..65536");
    }
    return new UringOptions(
        BackingOptions.read(options, "uring", block),
        options.number("submit_queues", 1, 1, 64),
        options.number("hw_queue_depth", 128, 1, MOST_DEPTH),
        block,
        options.number("buffers", 2, 0, 64),
        Bouncing.values()[Arrays.asList(BOUNCES).indexOf(options.choice("bounce", BOUNCES))]);
  }
}
