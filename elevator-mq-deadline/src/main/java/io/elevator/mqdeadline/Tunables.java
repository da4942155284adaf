package io.elevator.mqdeadline;

import io.elevator.api.AttributeSpec;
import io.elevator.spi.AttributeText;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * The tunables of one elevator, with Linux 6.1's names, units and ranges. A number outside the
 * range is clamped to the nearer end; text that is not a signed 32-bit number is refused.
 *
 * <p>Guarded by the elevator's lock, except {@link #asyncDepth}: the depth limit reads it without
 * the lock, which is safe because it is a single number and any recent value is acceptable.
 */
final class Tunables {
  private static final String MS_RANGE = "0..2147483647";

  /** Descriptions of all tunables, in the order of the sysfs directory. */
  static final List<AttributeSpec> SPECS =
      List.of(
          AttributeSpec.tunable(
              "read_expire", "ms", "500", MS_RANGE, "how long a read waits before it is overdue"),
          AttributeSpec.tunable(
              "write_expire",
              "ms",
              "5000",
              MS_RANGE,
              "how long a write or discard waits before it is overdue"),
          AttributeSpec.tunable(
              "writes_starved",
              "",
              "2",
              "-2147483648..2147483647",
              "how many batches of reads may go before waiting writes; negative: any number"),
          AttributeSpec.tunable(
              "front_merges", "", "1", "0..1", "whether a bio may join a request at its front"),
          AttributeSpec.tunable(
              "async_depth",
              "requests",
              "nr_requests",
              "1..2147483647",
              "how many scheduler tags all but reads may use"),
          AttributeSpec.tunable(
              "fifo_batch",
              "requests",
              "16",
              "0..2147483647",
              "how many requests of one direction go in a row"),
          AttributeSpec.tunable(
              "prio_aging_expire",
              "ms",
              "10000",
              MS_RANGE,
              "how long a request waits before it overtakes those of higher priority"));

  /** Lifetime of a request in ticks, indexed by direction. */
  private final int[] expireTicks = {500, 5000};

  private int writesStarved = 2;
  private boolean frontMerges = true;
  private volatile int asyncDepth;
  private int fifoBatch = 16;
  private int agingTicks = 10_000;

  /** Returns the lifetime of a request of a direction, in ticks. */
  int expireTicks(int direction) {
    return expireTicks[direction];
  }

  /**
   * Returns the number of batches of reads that may be dispatched before waiting writes, as an
   * unsigned number.
   */
  int writesStarved() {
    return writesStarved;
  }

  /** Returns true if the elevator looks for front merges. */
  boolean frontMerges() {
    return frontMerges;
  }

  /**
   * Returns the number of scheduler tags that operations other than reads may use. Callable from
   * any thread.
   */
  int asyncDepth() {
    return asyncDepth;
  }

  /**
   * Sets the number of scheduler tags that operations other than reads may use. Called when the
   * number of scheduler tags changes.
   */
  void asyncDepth(int value) {
    asyncDepth = value;
  }

  /** Returns the maximum number of requests in a batch, 0 or more. */
  int fifoBatch() {
    return fifoBatch;
  }

  /**
   * Returns the age, in ticks, from which requests of lower levels are dispatched before those of
   * higher levels.
   */
  int agingTicks() {
    return agingTicks;
  }

  /** Returns the value of an attribute as text. */
  String show(String attribute) {
    int value =
        switch (attribute) {
          case "read_expire" -> expireTicks[Level.READ];
          case "write_expire" -> expireTicks[Level.WRITE];
          case "writes_starved" -> writesStarved;
          case "front_merges" -> frontMerges ? 1 : 0;
          case "async_depth" -> asyncDepth;
          case "fifo_batch" -> fifoBatch;
          case "prio_aging_expire" -> agingTicks;
          default -> throw unknown(attribute);
        };
    return Integer.toString(value);
  }

  /** Sets the value of an attribute from text. If the text is refused, the old value remains. */
  void store(String attribute, String text) {
    switch (attribute) {
      case "read_expire" -> expireTicks[Level.READ] = parseAtLeast(0, attribute, text);
      case "write_expire" -> expireTicks[Level.WRITE] = parseAtLeast(0, attribute, text);
      case "writes_starved" -> writesStarved = AttributeText.int32(attribute, text);
      case "front_merges" -> frontMerges = parseAtLeast(0, attribute, text) != 0;
      case "async_depth" -> asyncDepth = parseAtLeast(1, attribute, text);
      case "fifo_batch" -> fifoBatch = parseAtLeast(0, attribute, text);
      case "prio_aging_expire" -> agingTicks = parseAtLeast(0, attribute, text);
      default -> throw unknown(attribute);
    }
  }

  private static int parseAtLeast(int least, String attribute, String text) {
    return Math.max(AttributeText.int32(attribute, text), least);
  }

  private static NoSuchElementException unknown(String attribute) {
    return new NoSuchElementException("mq-deadline has no attribute " + attribute);
  }
}
