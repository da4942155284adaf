package io.elevator.conformance;

import java.io.IOException;

/**
 * Thrown for a vector that violates the format. The message names the file, the line and what was
 * expected.
 */
public final class VectorFormatException extends IOException {
  private static final long serialVersionUID = 1L;

  private final int line;

  /** Creates an exception with the message {@code source:line: message}. */
  VectorFormatException(String source, int line, String message) {
    super(source + ":" + line + ": " + message);
    this.line = line;
  }

  /** Returns the number of the line, from 1. */
  public int line() {
    return line;
  }
}
