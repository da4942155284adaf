package io.elevator.devices.linux;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The system calls of the drivers, all through the function {@code syscall} of the C library,
 * because linking a function takes about twenty milliseconds at the start. Integers and addresses
 * are passed as longs; no call of this class has other parameters. The caller makes sure that
 * memory whose address it passes stays open until the call returns.
 *
 * <p>Thread-safe: the error number of a call goes to memory that the caller supplies ({@link
 * #ERROR}), because the JVM may change the thread's {@code errno} between two calls. A call returns
 * its result or the negated error number, as the kernel does.
 */
@SuppressWarnings("restricted") // This class makes native calls, which cause the warning.
final class Libc {
  /** Layout of the memory that a caller supplies to receive the error number. */
  static final StructLayout ERROR = Linker.Option.captureStateLayout();

  /** Number of memory segments whose arenas a call can keep open. */
  static final int MOST_HELD = 4;

  private static final VarHandle ERRNO =
      ERROR.varHandle(MemoryLayout.PathElement.groupElement("errno"));

  private static final MethodHandle SYSCALL = link();

  private static final boolean ARM = System.getProperty("os.arch", "").equals("aarch64");
  private static final long OPENAT = ARM ? 56 : 257;
  private static final long CLOSE = ARM ? 57 : 3;
  private static final long IOCTL = ARM ? 29 : 16;
  private static final long LSEEK = ARM ? 62 : 8;
  private static final long FALLOCATE = ARM ? 47 : 285;
  private static final long PREAD = ARM ? 67 : 17;
  private static final long PREADV = ARM ? 69 : 295;
  private static final long PWRITEV = ARM ? 70 : 296;
  private static final long FCNTL = ARM ? 25 : 72;
  private static final long FTRUNCATE = ARM ? 46 : 77;
  private static final long FSYNC = ARM ? 82 : 74;
  private static final long FDATASYNC = ARM ? 83 : 75;
  private static final long PWRITEV2 = ARM ? 287 : 328;
  private static final long STATX = ARM ? 291 : 332;
  private static final long MMAP = ARM ? 222 : 9;
  private static final long MUNMAP = ARM ? 215 : 11;
  private static final long WORKING_DIRECTORY = -100;

  private Libc() {}

  private static MethodHandle link() {
    ValueLayout word = ValueLayout.JAVA_LONG;
    return link(FunctionDescriptor.of(word, word, word, word, word, word, word, word));
  }

  private static MethodHandle link(FunctionDescriptor arguments) {
    Linker linker = Linker.nativeLinker();
    MemorySegment address =
        linker
            .defaultLookup()
            .find("syscall")
            .orElseThrow(() -> new UnsatisfiedLinkError("the C library has no syscall"));
    return linker.downcallHandle(
        address,
        arguments,
        Linker.Option.captureCallState("errno"),
        Linker.Option.firstVariadicArg(1));
  }

  /**
   * System calls that use memory of applications by its address. The JDK keeps the arena of each
   * memory segment open that is passed to a native function as an address. So the memory is passed
   * behind the arguments of the system call, where the C library's {@code syscall} does not look. A
   * class of its own, so that only its users pay for the linking.
   */
  private static final class HoldingCall {
    private static final MethodHandle CALL = linkHolding();

    private HoldingCall() {}

    private static MethodHandle linkHolding() {
      ValueLayout word = ValueLayout.JAVA_LONG;
      ValueLayout held = ValueLayout.ADDRESS;
      return link(
          FunctionDescriptor.of(
              word, word, word, word, word, word, word, word, held, held, held, held));
    }

    private static long syscall(
        MemorySegment error,
        long number,
        int fd,
        long vector,
        int pieces,
        long offset,
        int flags,
        MemorySegment[] held) {
      try {
        long answer =
            (long)
                CALL.invokeExact(
                    error,
                    number,
                    (long) fd,
                    vector,
                    (long) pieces,
                    offset,
                    0L,
                    (long) flags,
                    held[0],
                    held[1],
                    held[2],
                    held[3]);
        return answer == -1 ? -(int) ERRNO.get(error, 0L) : answer;
      } catch (IllegalStateException | WrongThreadException e) {
        // The memory is closed, or confined to another thread.
        throw e;
      } catch (OutOfMemoryError t) {
        return -Errno.ENOMEM;
      } catch (Throwable t) {
        throw new AssertionError("a call of the C library threw", t);
      }
    }
  }

  /** Makes a system call by its number. */
  static long syscall(
      MemorySegment error, long number, long a, long b, long c, long d, long e, long f) {
    try {
      long answer = (long) SYSCALL.invokeExact(error, number, a, b, c, d, e, f);
      return answer == -1 ? -(int) ERRNO.get(error, 0L) : answer;
    } catch (OutOfMemoryError t) {
      // The JVM has no memory for the call. Callers handle this error like a kernel that has no
      // memory.
      return -Errno.ENOMEM;
    } catch (Throwable t) {
      throw new AssertionError("a call of the C library threw", t);
    }
  }

  private static long syscall(MemorySegment error, long number, long a, long b, long c, long d) {
    return syscall(error, number, a, b, c, d, 0, 0);
  }

  /** Opens a file; one that is created has the given permissions, less those of the umask. */
  static int open(MemorySegment error, MemorySegment path, int flags, int permissions) {
    return (int) syscall(error, OPENAT, WORKING_DIRECTORY, path.address(), flags, permissions);
  }

  /** Sets the status flags of an open file. */
  static int setFlags(MemorySegment error, int fd, int flags) {
    final int set = 4;
    return (int) syscall(error, FCNTL, fd, set, flags, 0);
  }

  static int ftruncate(MemorySegment error, int fd, long length) {
    return (int) syscall(error, FTRUNCATE, fd, length, 0, 0);
  }

  /** Makes the data of a file durable, and on request all its attributes. */
  static int fsync(MemorySegment error, int fd, boolean withAttributes) {
    return (int) syscall(error, withAttributes ? FSYNC : FDATASYNC, fd, 0, 0, 0);
  }

  static int close(MemorySegment error, int fd) {
    return (int) syscall(error, CLOSE, fd, 0, 0, 0);
  }

  static int ioctl(MemorySegment error, int fd, long request, MemorySegment argument) {
    return (int) syscall(error, IOCTL, fd, request, argument.address(), 0);
  }

  static long lseek(MemorySegment error, int fd, long offset, int whence) {
    return syscall(error, LSEEK, fd, offset, whence, 0);
  }

  static int fallocate(MemorySegment error, int fd, int mode, long offset, long length) {
    return (int) syscall(error, FALLOCATE, fd, mode, offset, length);
  }

  static long pread(MemorySegment error, int fd, MemorySegment into, long bytes, long offset) {
    return syscall(error, PREAD, fd, into.address(), bytes, offset);
  }

  /** Reads into memory ranges at an offset, while the arenas of the given memory stay open. */
  static long preadv(
      MemorySegment error, int fd, long vector, int pieces, long offset, MemorySegment[] held) {
    return HoldingCall.syscall(error, PREADV, fd, vector, pieces, offset, 0, held);
  }

  /** Writes memory ranges at an offset, while the arenas of the given memory stay open. */
  static long pwritev(
      MemorySegment error, int fd, long vector, int pieces, long offset, MemorySegment[] held) {
    return HoldingCall.syscall(error, PWRITEV, fd, vector, pieces, offset, 0, held);
  }

  /** Writes memory ranges at an offset with flags, as {@link #pwritev} does. */
  static long pwritev2(
      MemorySegment error,
      int fd,
      long vector,
      int pieces,
      long offset,
      int flags,
      MemorySegment[] held) {
    return HoldingCall.syscall(error, PWRITEV2, fd, vector, pieces, offset, flags, held);
  }

  /** Reads the properties of an open file. */
  static int statx(
      MemorySegment error, int fd, MemorySegment emptyPath, int mask, MemorySegment into) {
    final int emptyPathFlag = 0x1000;
    return (int)
        syscall(error, STATX, fd, emptyPath.address(), emptyPathFlag, mask, into.address(), 0);
  }

  /** Maps a part of a file for reading and writing. {@link #munmap} unmaps the memory. */
  static MemorySegment mapShared(MemorySegment error, int fd, long offset, long bytes)
      throws LinuxException {
    final int readWrite = 3;
    final int sharedPopulate = 0x8001;
    long mapped = syscall(error, MMAP, 0, bytes, readWrite, sharedPopulate, fd, offset);
    if (mapped < 0) {
      throw new LinuxException("mmap", (int) -mapped);
    }
    return MemorySegment.ofAddress(mapped).reinterpret(bytes);
  }

  static int munmap(MemorySegment error, MemorySegment mapped) {
    return (int) syscall(error, MUNMAP, mapped.address(), mapped.byteSize(), 0, 0);
  }
}
