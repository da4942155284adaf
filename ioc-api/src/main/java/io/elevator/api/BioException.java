package io.elevator.api;

import java.io.IOException;

/**
 * A failed bio as an exception, for callers that report failures by exceptions. {@link
 * Bio#exception} creates it. The cause is the exception that the driver gave, if any.
 */
public final class BioException extends IOException {
  private static final long serialVersionUID = 1;

  private final BioStatus status;
  private final int errno;
  private final Operation operation;
  private final long offset;
  private final long length;
  private final long failedOffset;

  BioException(Operation operation, long offset, long length, BioFailure failure) {
    super(message(operation, offset, length, failure), failure.cause());
    this.status = failure.status();
    this.errno = failure.errno();
    this.operation = operation;
    this.offset = offset;
    this.length = length;
    this.failedOffset = failure.offset();
  }

  private static String message(Operation operation, long offset, long length, BioFailure failure) {
    StringBuilder text = new StringBuilder(120);
    text.append(operation).append(" of ").append(length).append(" bytes at byte ").append(offset);
    if (!failure.queue().isEmpty()) {
      text.append(" of queue ").append(failure.queue());
    }
    text.append(" failed");
    if (failure.offset() != offset) {
      text.append(" at byte ").append(failure.offset());
    }
    text.append(": ").append(failure.status().description());
    if (failure.errno() != 0) {
      text.append(" (").append(LinuxErrno.text(failure.errno())).append(')');
    }
    return text.toString();
  }

  /** Returns the status that the bio ended with. */
  public BioStatus status() {
    return status;
  }

  /** Returns the error number of Linux that the device reported; 0 if it reported none. */
  public int errno() {
    return errno;
  }

  /** Returns the operation of the bio. */
  public Operation operation() {
    return operation;
  }

  /** Returns the first byte of the bio on the device. */
  public long offset() {
    return offset;
  }

  /** Returns the length of the bio, in bytes. */
  public long length() {
    return length;
  }

  /** Returns the first byte on the device of the I/O that failed. */
  public long failedOffset() {
    return failedOffset;
  }
}
