package io.elevator.workload.files;

import java.io.IOException;
import java.io.Serial;

/**
 * Thrown when a signal ended the process before an output could be opened or written, because no
 * reader accepts it. Not an {@code InterruptedIOException}, which print writers would hide.
 */
public final class OutputInterrupted extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  /** Creates an exception with {@code message}, which follows the name of the output. */
  public OutputInterrupted(String message) {
    super(message);
  }
}
