package io.elevator.workload.files;

import java.io.IOException;
import java.io.Serial;

/**
 * An output could not be opened or written before the process ended by a signal, because no reader
 * takes it. Not an {@code InterruptedIOException}: print writers would hide that one.
 */
public final class OutputInterrupted extends IOException {
  @Serial private static final long serialVersionUID = 1L;

  /** An interrupt described by {@code message}, which follows the name of the output. */
  public OutputInterrupted(String message) {
    super(message);
  }
}
