package io.elevator.bfq;

import io.elevator.api.AttributeSpec;
import io.elevator.spi.AttributeText;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * The tunables of one elevator, with the names, ranges and units of Linux's sysfs. A number outside
 * the range is clamped; text that is not a number is refused.
 */
final class Tunables {

  private static final long INT_MAX = Integer.MAX_VALUE;
  private static final long UINT_MAX = 0xffff_ffffL;
  private static final long NANOS_PER_MILLI = 1_000_000;
  private static final long NANOS_PER_MICRO = 1000;
  private static final long DEFAULT_SLICE_IDLE_NANOS = 8 * NANOS_PER_MILLI;

  /** Descriptions of all tunables, in the order in which they are listed. */
  static final List<AttributeSpec> SPECS =
      List.of(
          AttributeSpec.tunable(
              "slice_idle",
              "ms",
              "8",
              "0..2147483647",
              "Longest the drive is kept idle for a queue; 0 for never."),
          AttributeSpec.tunable(
              "slice_idle_us", "us", "8000", "0..4294967295", "The same in microseconds."),
          AttributeSpec.tunable(
              "low_latency", "", "1", "0..1", "Raise interactive and soft real-time tasks."),
          AttributeSpec.tunable(
              "strict_guarantees",
              "",
              "0",
              "0..1",
              "One request in the drive at a time and idling for every queue: exact shares, less throughput."),
          AttributeSpec.tunable(
              "timeout_sync", "ms", "125", "1..2147483647", "Longest service slot of a queue."),
          AttributeSpec.tunable(
              "max_budget",
              "sectors",
              "0",
              "0..2147483647",
              "Largest budget of a queue; 0 follows the drive's peak rate."),
          AttributeSpec.tunable(
              "fifo_expire_sync",
              "ms",
              "125",
              "1..2147483647",
              "Age after which a synchronous request goes before its place."),
          AttributeSpec.tunable(
              "fifo_expire_async",
              "ms",
              "250",
              "1..2147483647",
              "The same for an asynchronous request."),
          AttributeSpec.tunable(
              "back_seek_max",
              "KiB",
              "16384",
              "0..2147483647",
              "Farthest that serving a request may move the drive back."),
          AttributeSpec.tunable(
              "back_seek_penalty",
              "",
              "2",
              "1..2147483647",
              "How much worse going back is than going forth as far."));

  long sliceIdleNanos = DEFAULT_SLICE_IDLE_NANOS;
  boolean lowLatency = true;
  boolean strictGuarantees;
  long timeoutTicks = 125;
  long backSeekPenalty = 2;
  private long backSeekMaxKib = 16_384;
  private long fifoExpireSync = 125 * NANOS_PER_MILLI;
  private long fifoExpireAsync = 250 * NANOS_PER_MILLI;

  long backSeekMaxSectors() {
    return (2 * backSeekMaxKib) & UINT_MAX;
  }

  long fifoExpireNanos(boolean sync) {
    return sync ? fifoExpireSync : fifoExpireAsync;
  }

  String show(String attribute, int userMaxBudget) {
    long value =
        switch (attribute) {
          case "slice_idle" -> sliceIdleNanos / NANOS_PER_MILLI;
          case "slice_idle_us" -> sliceIdleNanos / NANOS_PER_MICRO;
          case "low_latency" -> lowLatency ? 1 : 0;
          case "strict_guarantees" -> strictGuarantees ? 1 : 0;
          case "timeout_sync" -> timeoutTicks;
          case "max_budget" -> userMaxBudget;
          case "fifo_expire_sync" -> fifoExpireSync / NANOS_PER_MILLI;
          case "fifo_expire_async" -> fifoExpireAsync / NANOS_PER_MILLI;
          case "back_seek_max" -> backSeekMaxKib;
          case "back_seek_penalty" -> backSeekPenalty;
          default -> throw unknown(attribute);
        };
    return Long.toString(value & UINT_MAX);
  }

  /**
   * Sets the value of an attribute from text, and updates the state of the drive that depends on
   * the value.
   */
  void store(String attribute, String text, Device device) {
    switch (attribute) {
      case "slice_idle" ->
          sliceIdleNanos = (parse(attribute, text, 0, INT_MAX) * NANOS_PER_MILLI) & UINT_MAX;
      case "slice_idle_us" ->
          sliceIdleNanos = (parse(attribute, text, 0, UINT_MAX) * NANOS_PER_MICRO) & UINT_MAX;
      case "low_latency" -> storeLowLatency(parse(attribute, text, 0, 1) == 1, device);
      case "strict_guarantees" -> storeStrict(parse(attribute, text, 0, 1) == 1);
      case "timeout_sync" -> {
        timeoutTicks = parse(attribute, text, 1, INT_MAX);
        device.budgets.setAutomaticMax(device.automaticMaxBudget());
      }
      case "max_budget" ->
          device.budgets.setUserMax(
              (int) parse(attribute, text, 0, INT_MAX), device.automaticMaxBudget());
      case "fifo_expire_sync" ->
          fifoExpireSync = parse(attribute, text, 1, INT_MAX) * NANOS_PER_MILLI;
      case "fifo_expire_async" ->
          fifoExpireAsync = parse(attribute, text, 1, INT_MAX) * NANOS_PER_MILLI;
      case "back_seek_max" -> backSeekMaxKib = parse(attribute, text, 0, INT_MAX);
      case "back_seek_penalty" -> backSeekPenalty = parse(attribute, text, 1, INT_MAX);
      default -> throw unknown(attribute);
    }
  }

  private void storeLowLatency(boolean on, Device device) {
    if (lowLatency && !on) {
      device.raising.endAll();
    }
    lowLatency = on;
  }

  /**
   * Sets {@code strict_guarantees}. Strict guarantees need idling, so switching them on raises
   * {@code slice_idle} to at least its default.
   */
  private void storeStrict(boolean on) {
    if (on && !strictGuarantees && sliceIdleNanos < DEFAULT_SLICE_IDLE_NANOS) {
      sliceIdleNanos = DEFAULT_SLICE_IDLE_NANOS;
    }
    strictGuarantees = on;
  }

  private static long parse(String attribute, String text, long min, long max) {
    long value = AttributeText.unsigned64(attribute, text);
    return value < 0 ? max : Math.clamp(value, min, max);
  }

  private static NoSuchElementException unknown(String attribute) {
    return new NoSuchElementException("bfq has no attribute " + attribute);
  }
}
