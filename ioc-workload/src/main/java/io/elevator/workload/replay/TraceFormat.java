package io.elevator.workload.replay;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a format writes an I/O. Parsers may remember lines before; not thread-safe. */
interface TraceFormat {
  /** The name that reports use. */
  String title();

  /**
   * Reads a line.
   *
   * @return null for a line that is no I/O
   * @throws BadLine if it is none of the format's
   */
  @Nullable TraceIo parse(String line) throws BadLine;

  /** Returns what a reader of the report should know about the trace, a line each. */
  default List<String> notes() {
    return List.of();
  }

  /** Returns why no I/O was found; called when the trace has none. */
  String emptiness();

  /** A line that can not be read; the message says what was expected. */
  final class BadLine extends Exception {
    private static final long serialVersionUID = 1L;

    BadLine(String message) {
      super(message);
    }
  }

  /** A whole number, 0 or more. */
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

  /** The product, which has to fit. */
  static long times(String name, long value, long factor) throws BadLine {
    if (value > Long.MAX_VALUE / factor) {
      throw new BadLine(name + " '" + value + "' is too large");
    }
    return value * factor;
  }

  /** Returns the sum of two numbers, which has to fit into a long. */
  static long sum(String name, long value, long more) throws BadLine {
    if (value > Long.MAX_VALUE - more) {
      throw new BadLine(name + " '" + value + "' is too large");
    }
    return value + more;
  }
}
