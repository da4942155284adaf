package io.elevator.workload.files;

import java.io.IOException;
import java.io.Serial;

/**
 * Thrown when a signal ended the process while an output waited for its reader, before it could be
 * opened or written. Not an {@code InterruptedIOException}, because print writers would hide that.
 */
public final class OutputInterrupted extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  /** Creates an exception with {@code message}, which follows the name of the output. */
  public OutputInterrupted(String message) {
    super(message);
  }
}
