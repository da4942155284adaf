package io.elevator.workload;

import java.io.Serial;

/**
 * Thrown for a workload that cannot be read or run: an invalid option or value, a missing file, or
 * a drive that cannot be opened. The message is one line that names the position (file and line, or
 * job), the option and what was expected.
 *
 * <p>An I/O that ends with an error does not cause this exception; see {@link JobResult#status}.
 */
public final class WorkloadException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  WorkloadException(String message, Throwable cause) {
    super(message, cause);
  }
}
