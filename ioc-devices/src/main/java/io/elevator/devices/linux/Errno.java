package io.elevator.devices.linux;

/** Error numbers of Linux, the same on all machines that the JDK runs on. */
public final class Errno {
  /** Operation not permitted. */
  public static final int EPERM = 1;

  /** No such file. */
  public static final int ENOENT = 2;

  /** Interrupted by a signal. */
  public static final int EINTR = 4;

  /** Input/output error. */
  public static final int EIO = 5;

  /** Not now. */
  public static final int EAGAIN = 11;

  /** No memory, also: more locked memory than the limit. */
  public static final int ENOMEM = 12;

  /** Permission denied. */
  public static final int EACCES = 13;

  /** Memory that is not there or not of the right kind. */
  public static final int EFAULT = 14;

  /** Busy. */
  public static final int EBUSY = 16;

  /** Invalid argument. */
  public static final int EINVAL = 22;

  /** Inappropriate ioctl: the file has no such thing. */
  public static final int ENOTTY = 25;

  /** Disk full. */
  public static final int ENOSPC = 28;

  /** The kernel has no such system call. */
  public static final int ENOSYS = 38;

  /** The file system or device does not offer it. */
  public static final int EOPNOTSUPP = 95;

  /** Over quota. */
  public static final int EDQUOT = 122;

  /** Given up, for instance as the submitting thread ended. */
  public static final int ECANCELED = 125;

  private Errno() {}

  /** Returns an error's name and meaning. */
  public static String text(int errno) {
    return switch (errno) {
      case EPERM -> "operation not permitted (EPERM)";
      case ENOENT -> "no such file (ENOENT)";
      case EINTR -> "interrupted (EINTR)";
      case EIO -> "input/output error (EIO)";
      case EAGAIN -> "temporarily out of resources (EAGAIN)";
      case ENOMEM -> "out of memory, or over the limit on locked memory (ENOMEM)";
      case EACCES -> "permission denied (EACCES)";
      case EFAULT -> "bad address (EFAULT)";
      case EBUSY -> "busy (EBUSY)";
      case EINVAL -> "invalid argument (EINVAL)";
      case ENOTTY -> "not a device of that kind (ENOTTY)";
      case ENOSPC -> "no space left (ENOSPC)";
      case ENOSYS -> "no such system call (ENOSYS)";
      case EOPNOTSUPP -> "not supported (EOPNOTSUPP)";
      case EDQUOT -> "over quota (EDQUOT)";
      case ECANCELED -> "cancelled (ECANCELED)";
      default -> "error " + errno;
    };
  }
}
