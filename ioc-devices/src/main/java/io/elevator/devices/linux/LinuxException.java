package io.elevator.devices.linux;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
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

  /**
   * Returns the exception that the JDK's file methods throw for this error, with the error's
   * meaning as its reason and this exception as its cause.
   *
   * @param path file that the system call was for
   */
  public FileSystemException forFile(Path path) {
    String name = path.toString();
    FileSystemException made =
        switch (errno) {
          case Errno.ENOENT -> new NoSuchFileException(name);
          case Errno.EEXIST -> new FileAlreadyExistsException(name);
          case Errno.EACCES -> new AccessDeniedException(name, null, Errno.text(errno));
          case Errno.EMFILE ->
              new FileSystemException(
                  name, null, Errno.text(errno) + "; raise the limit of the process (ulimit -n)");
          default -> new FileSystemException(name, null, Errno.text(errno));
        };
    Throwable ignored = made.initCause(this);
    return made;
  }

  /** Returns the error number of Linux with which the system call failed. */
  public int errno() {
    return errno;
  }
}
