package io.elevator.workload;

import java.io.Serial;

/**
 * A workload that cannot be read or run: an option or a value that is refused, a file that is
 * missing, a drive that does not open. The message is one line that names the place (file and line,
 * or job), the option and what was expected.
 *
 * <p>An I/O that ends with an error is no exception; see {@link JobResult#status}.
 */
public final class WorkloadException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  WorkloadException(String message, Throwable cause) {
    super(message, cause);
  }
}
