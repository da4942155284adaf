package io.elevator.devices.linux;

/** Error numbers of Linux and their meanings, the same on all machines that the JDK runs on. */
public final class Errno {
  /** Largest error number that Linux uses. */
  static final int MOST = 133;

  /** EPERM: operation not permitted. */
  public static final int EPERM = 1;

  /** ENOENT: no such file. */
  public static final int ENOENT = 2;

  /** EINTR: interrupted by a signal. */
  public static final int EINTR = 4;

  /** EIO: input/output error. */
  public static final int EIO = 5;

  /** EAGAIN: resource temporarily unavailable. */
  public static final int EAGAIN = 11;

  /** ENOMEM: out of memory, or over the limit on locked memory. */
  public static final int ENOMEM = 12;

  /** EACCES: permission denied. */
  public static final int EACCES = 13;

  /** EFAULT: bad address: memory that is not mapped or of the wrong kind. */
  public static final int EFAULT = 14;

  /** EBUSY: device or resource busy. */
  public static final int EBUSY = 16;

  /** EEXIST: file exists. */
  public static final int EEXIST = 17;

  /** EINVAL: invalid argument. */
  public static final int EINVAL = 22;

  /** ENFILE: too many open files in the system. */
  public static final int ENFILE = 23;

  /** EMFILE: too many open files in the process. */
  public static final int EMFILE = 24;

  /** ENOTTY: inappropriate ioctl: the file does not support the request. */
  public static final int ENOTTY = 25;

  /** ENOSPC: no space left on the device. */
  public static final int ENOSPC = 28;

  /** ENOSYS: the kernel does not have the system call. */
  public static final int ENOSYS = 38;

  /** EOPNOTSUPP: the file system or device does not support the operation. */
  public static final int EOPNOTSUPP = 95;

  /** EDQUOT: disk quota exceeded. */
  public static final int EDQUOT = 122;

  /** ECANCELED: the operation was cancelled, for instance because the submitting thread ended. */
  public static final int ECANCELED = 125;

  /** Table of errors, one per line: number, name and meaning. Source: the Linux ABI, errno(3). */
  private static final String TABLE =
      """
      1 EPERM operation not permitted
      2 ENOENT no such file
      3 ESRCH no such process
      4 EINTR interrupted
      5 EIO input/output error
      6 ENXIO no such device or address
      7 E2BIG argument list too long
      8 ENOEXEC exec format error
      9 EBADF bad file descriptor
      10 ECHILD no child processes
      11 EAGAIN temporarily out of resources
      12 ENOMEM out of memory, or over the limit on locked memory
      13 EACCES permission denied
      14 EFAULT bad address
      15 ENOTBLK block device required
      16 EBUSY busy
      17 EEXIST file exists
      18 EXDEV invalid cross-device link
      19 ENODEV no such device
      20 ENOTDIR not a directory
      21 EISDIR is a directory
      22 EINVAL invalid argument
      23 ENFILE too many open files in system
      24 EMFILE too many open files
      25 ENOTTY not a device of that kind
      26 ETXTBSY text file busy
      27 EFBIG file too large
      28 ENOSPC no space left
      29 ESPIPE illegal seek
      30 EROFS read-only file system
      31 EMLINK too many links
      32 EPIPE broken pipe
      33 EDOM numerical argument out of domain
      34 ERANGE numerical result out of range
      35 EDEADLK resource deadlock avoided
      36 ENAMETOOLONG file name too long
      37 ENOLCK no locks available
      38 ENOSYS no such system call
      39 ENOTEMPTY directory not empty
      40 ELOOP too many levels of symbolic links
      42 ENOMSG no message of desired type
      43 EIDRM identifier removed
      44 ECHRNG channel number out of range
      45 EL2NSYNC level 2 not synchronized
      46 EL3HLT level 3 halted
      47 EL3RST level 3 reset
      48 ELNRNG link number out of range
      49 EUNATCH protocol driver not attached
      50 ENOCSI no CSI structure available
      51 EL2HLT level 2 halted
      52 EBADE invalid exchange
      53 EBADR invalid request descriptor
      54 EXFULL exchange full
      55 ENOANO no anode
      56 EBADRQC invalid request code
      57 EBADSLT invalid slot
      59 EBFONT bad font file format
      60 ENOSTR device not a stream
      61 ENODATA no data available, or a medium error
      62 ETIME timer expired
      63 ENOSR out of streams resources
      64 ENONET machine is not on the network
      65 ENOPKG package not installed
      66 EREMOTE object is remote
      67 ENOLINK link has been severed
      68 EADV advertise error
      69 ESRMNT shared mount error
      70 ECOMM communication error on send
      71 EPROTO protocol error
      72 EMULTIHOP multi-hop attempt
      73 EDOTDOT remote file sharing error
      74 EBADMSG bad message
      75 EOVERFLOW value too large for defined data type
      76 ENOTUNIQ name not unique on network
      77 EBADFD file descriptor in bad state
      78 EREMCHG remote address changed
      79 ELIBACC a shared library cannot be reached
      80 ELIBBAD a shared library is damaged
      81 ELIBSCN a section of a library is damaged
      82 ELIBMAX too many shared libraries
      83 ELIBEXEC a shared library cannot be executed
      84 EILSEQ data does not match its protection information
      85 ERESTART interrupted system call should be restarted
      86 ESTRPIPE streams pipe error
      87 EUSERS too many users
      88 ENOTSOCK socket operation on non-socket
      89 EDESTADDRREQ destination address required
      90 EMSGSIZE message too long
      91 EPROTOTYPE protocol wrong type for socket
      92 ENOPROTOOPT protocol not available
      93 EPROTONOSUPPORT protocol not supported
      94 ESOCKTNOSUPPORT socket type not supported
      95 EOPNOTSUPP not supported
      96 EPFNOSUPPORT protocol family not supported
      97 EAFNOSUPPORT address family not supported by protocol
      98 EADDRINUSE address already in use
      99 EADDRNOTAVAIL cannot assign requested address
      100 ENETDOWN network is down
      101 ENETUNREACH network is unreachable
      102 ENETRESET network dropped connection on reset
      103 ECONNABORTED software caused connection abort
      104 ECONNRESET connection reset by peer
      105 ENOBUFS no buffer space available
      106 EISCONN transport endpoint is already connected
      107 ENOTCONN transport endpoint is not connected
      108 ESHUTDOWN cannot send after transport endpoint shutdown
      109 ETOOMANYREFS too many references: cannot splice
      110 ETIMEDOUT timed out
      111 ECONNREFUSED connection refused
      112 EHOSTDOWN host is down
      113 EHOSTUNREACH no route to host
      114 EALREADY operation already in progress
      115 EINPROGRESS operation now in progress
      116 ESTALE stale file handle
      117 EUCLEAN structure needs cleaning
      118 ENOTNAM not a named file of XENIX
      119 ENAVAIL no semaphore of XENIX
      120 EISNAM is a named file
      121 EREMOTEIO remote input/output error
      122 EDQUOT over quota
      123 ENOMEDIUM no medium found
      124 EMEDIUMTYPE wrong medium type
      125 ECANCELED cancelled
      126 ENOKEY required key not available
      127 EKEYEXPIRED key has expired
      128 EKEYREVOKED key has been revoked
      129 EKEYREJECTED key was rejected by service
      130 EOWNERDEAD owner died
      131 ENOTRECOVERABLE state not recoverable
      132 ERFKILL operation not possible due to RF-kill
      133 EHWPOISON memory page has a hardware error
      """;

  private static final String[] TEXTS = texts();

  private Errno() {}

  private static String[] texts() {
    String[] texts = new String[MOST + 1];
    TABLE
        .lines()
        .forEach(line -> {
          String[] parts = line.split(" ", 3);
          texts[Integer.parseInt(parts[0])] = parts[2] + " (" + parts[1] + ")";
        });
    return texts;
  }

  /** Returns the meaning and the name of an error number. */
  public static String text(int errno) {
    String known = errno > 0 && errno < TEXTS.length ? TEXTS[errno] : null;
    return known == null ? "unknown error number " + errno : known;
  }
}
