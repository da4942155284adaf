package io.elevator.devices.linux;

import java.io.IOException;

/** A system call that failed. */
public final class LinuxException extends IOException {
  private static final long serialVersionUID = 1;

  private final int errno;

  /**
   * Makes one.
   *
   * @param what what was called on what, for the message
   */
  public LinuxException(String what, int errno) {
    super(what + ": " + Errno.text(errno));
    this.errno = errno;
  }

  /** Returns the error number. */
  public int errno() {
    return errno;
  }
}
