package io.elevator.fairway;

import io.elevator.api.AttributeException;
import io.elevator.api.AttributeException.Reason;
import io.elevator.api.AttributeSpec;
import io.elevator.spi.AttributeText;
import java.util.List;
import java.util.NoSuchElementException;

/** The tunables of one elevator. A number outside its range is refused. Guarded by its lock. */
final class Tunables {
  private static final int MOST_KB = 1 << 20;
  private static final int MOST_MS = 3_600_000;

  /** Descriptions of all tunables. */
  static final List<AttributeSpec> SPECS =
      List.of(
          spec("window_kb", "KiB", "384", 4, MOST_KB, "cost of I/O that may be in the drive"),
          spec("quantum_kb", "KiB", "128", 0, MOST_KB, "longest run of one task's adjacent I/O"),
          spec(
              "owed_be",
              "",
              "16",
              0,
              1_000_000,
              "real-time cost for which waiting best-effort I/O is owed 1; 0: it is owed nothing"),
          spec(
              "owed_idle",
              "",
              "64",
              0,
              1_000_000,
              "higher-class cost for which waiting idle I/O is owed 1; 0: it is owed nothing"),
          spec("age_be", "ms", "500", 1, MOST_MS, "longest wait of best-effort behind real-time"),
          spec("age_idle", "ms", "5000", 1, MOST_MS, "longest wait of idle behind higher classes"),
          spec("sensitive", "", "1", 0, 1, "whether tasks that are sensitive to latency are found"),
          spec("sensitive_kb", "KiB", "32", 1, MOST_KB, "largest mean I/O of a sensitive task"),
          spec("sensitive_depth", "", "2", 0, 1024, "largest mean depth of a sensitive task"),
          spec("forgive", "ms", "20", 0, MOST_MS, "pause after which a task's debt is forgiven"));

  private final int[] values = new int[SPECS.size()];

  Tunables() {
    for (int i = 0; i < values.length; i++) {
      values[i] = Integer.parseInt(SPECS.get(i).defaultValue());
    }
  }

  private static AttributeSpec spec(
      String name, String unit, String value, int least, int most, String description) {
    return AttributeSpec.tunable(name, unit, value, least + ".." + most, description);
  }

  /** Returns the limit of the cost in the drive, in bytes. */
  long window() {
    return (long) values[0] << 10;
  }

  /** Returns the longest run of one flow's adjacent requests, as a cost in bytes. */
  long quantum() {
    return (long) values[1] << 10;
  }

  /** Returns what a class is owed for a cost of a higher class, in bytes. */
  long owed(ServiceClass lower, long cost) {
    int divisor = values[1 + lower.index];
    return divisor == 0 ? 0 : cost / divisor;
  }

  /** Returns the wait after which a request of a class goes before higher ones, in nanoseconds. */
  long ageNanos(ServiceClass lower) {
    return values[3 + lower.index] * 1_000_000L;
  }

  boolean findsSensitive() {
    return values[6] != 0;
  }

  long sensitiveBytes() {
    return (long) values[7] << 10;
  }

  int sensitiveDepth() {
    return values[8];
  }

  long forgiveNanos() {
    return values[9] * 1_000_000L;
  }

  /** Returns the value of an attribute as text. */
  String show(String attribute) {
    return Integer.toString(values[indexOf(attribute)]);
  }

  /** Sets the value of an attribute from text. If the text is refused, the old value remains. */
  void store(String attribute, String text) {
    int index = indexOf(attribute);
    int value = AttributeText.int32(attribute, text);
    String range = SPECS.get(index).range();
    int dots = range.indexOf("..");
    if (value < Integer.parseInt(range.substring(0, dots))
        || value > Integer.parseInt(range.substring(dots + 2))) {
      throw new AttributeException(
          Reason.INVALID, attribute + ": " + value + " is not in " + range);
    }
    values[index] = value;
  }

  private static int indexOf(String attribute) {
    for (int i = 0; i < SPECS.size(); i++) {
      if (SPECS.get(i).name().equals(attribute)) {
        return i;
      }
    }
    throw new NoSuchElementException("fairway has no attribute " + attribute);
  }
}
