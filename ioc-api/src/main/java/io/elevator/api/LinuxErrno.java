package io.elevator.api;

/** Names of the error numbers of Linux that storage reports. Source: the Linux ABI, errno(3). */
final class LinuxErrno {
  /** Names of the error numbers from 1, without gaps. */
  private static final String[] FIRST = {
    "EPERM", "ENOENT", "ESRCH", "EINTR", "EIO", "ENXIO", "E2BIG", "ENOEXEC", "EBADF", "ECHILD",
    "EAGAIN", "ENOMEM", "EACCES", "EFAULT", "ENOTBLK", "EBUSY", "EEXIST", "EXDEV", "ENODEV",
    "ENOTDIR", "EISDIR", "EINVAL", "ENFILE", "EMFILE", "ENOTTY", "ETXTBSY", "EFBIG", "ENOSPC",
    "ESPIPE", "EROFS", "EMLINK", "EPIPE", "EDOM", "ERANGE"
  };

  private LinuxErrno() {}

  /**
   * Returns number and name of an error, for messages; the number alone if this class has no name
   * for it.
   */
  static String text(int errno) {
    String name = name(errno);
    return name.isEmpty() ? "errno " + errno : "errno " + errno + " " + name;
  }

  private static String name(int errno) {
    if (errno >= 1 && errno <= FIRST.length) {
      return FIRST[errno - 1];
    }
    return switch (errno) {
      case 38 -> "ENOSYS";
      case 52 -> "EBADE";
      case 61 -> "ENODATA";
      case 62 -> "ETIME";
      case 67 -> "ENOLINK";
      case 71 -> "EPROTO";
      case 74 -> "EBADMSG";
      case 75 -> "EOVERFLOW";
      case 84 -> "EILSEQ";
      case 95 -> "EOPNOTSUPP";
      case 105 -> "ENOBUFS";
      case 110 -> "ETIMEDOUT";
      case 112 -> "EHOSTDOWN";
      case 116 -> "ESTALE";
      case 117 -> "EUCLEAN";
      case 121 -> "EREMOTEIO";
      case 122 -> "EDQUOT";
      case 123 -> "ENOMEDIUM";
      case 124 -> "EMEDIUMTYPE";
      case 125 -> "ECANCELED";
      default -> "";
    };
  }
}
