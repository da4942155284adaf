package io.elevator.workload.replay;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Parser for one format of traces. It may store state from earlier lines; not thread-safe. */
interface TraceFormat {
  /** Returns the name of the format for reports. */
  String title();

  /**
   * Parses one line of a trace.
   *
   * @return I/O that the line describes, or null if it describes none
   * @throws BadLine if the line does not belong to the format
   */
  @Nullable TraceIo parse(String line) throws BadLine;

  /** Returns notes about the trace for readers of the report, one line each. */
  default List<String> notes() {
    return List.of();
  }

  /** Returns the reason why the trace has no I/O. Called if no line described one. */
  String emptiness();

  /** Thrown for a line that cannot be parsed; the message says what was expected. */
  final class BadLine extends Exception {
    private static final long serialVersionUID = 1L;

    BadLine(String message) {
      super(message);
    }
  }

  /**
   * Parses a word of a line as a whole number, 0 or more.
   *
   * @param name name of the number, for messages
   * @param word word to parse
   */
  static long number(String name, String word) throws BadLine {
    try {
      long value = Long.parseLong(word.strip());
      if (value >= 0) {
        return value;
      }
    } catch (NumberFormatException e) {
      throw notNumber(name, word, e);
    }
    throw new BadLine(name + " '" + word + "' is negative");
  }

  private static BadLine notNumber(String name, String word, NumberFormatException cause) {
    BadLine bad = new BadLine(name + " '" + word.strip() + "' is not a whole number");
    bad.initCause(cause);
    return bad;
  }

  /**
   * Returns the product of two numbers.
   *
   * @param name name of the product, for messages
   * @throws BadLine if the product does not fit into a long
   */
  static long times(String name, long value, long factor) throws BadLine {
    if (value > Long.MAX_VALUE / factor) {
      throw new BadLine(name + " '" + value + "' is too large");
    }
    return value * factor;
  }

  /**
   * Returns the sum of two numbers.
   *
   * @param name name of the sum, for messages
   * @throws BadLine if the sum does not fit into a long
   */
  static long sum(String name, long value, long more) throws BadLine {
    if (value > Long.MAX_VALUE - more) {
      throw new BadLine(name + " '" + value + "' is too large");
    }
    return value + more;
  }
}
