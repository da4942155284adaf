package io.elevator.devices.linux;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Thrown when a system call of Linux fails; holds the error number. */
public final class LinuxException extends IOException {
  private static final long serialVersionUID = 1;

  private final int errno;

  /**
   * Creates the exception for a system call that has failed.
   *
   * @param what system call and its object, for the message
   * @param errno error number of Linux
   */
  public LinuxException(String what, int errno) {
    super(what + ": " + Errno.text(errno));
    this.errno = errno;
  }

  /** Returns the error number of an exception, or 0 if it is no {@code LinuxException}. */
  public static int errnoOf(@Nullable Throwable cause) {
    return cause instanceof LinuxException linux ? linux.errno : 0;
  }

  /** Returns the error number of Linux with which the system call failed. */
  public int errno() {
    return errno;
  }
}
