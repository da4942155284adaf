package io.elevator.devices.linux;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * The functions of the C library that the drivers call. Thread-safe: each call's error number goes
 * to memory that the caller brings ({@link #ERROR}), as the JVM may change the thread's own between
 * two calls. A call returns its result, or the error number negated, as the kernel itself does.
 */
@SuppressWarnings("restricted") // Native access is what this class is for.
final class Libc {
  /** What a caller brings for the error number. */
  static final StructLayout ERROR = Linker.Option.captureStateLayout();

  private static final VarHandle ERRNO =
      ERROR.varHandle(MemoryLayout.PathElement.groupElement("errno"));
  private static final Linker LINKER = Linker.nativeLinker();

  private static final MethodHandle SYSCALL =
      function("syscall", ValueLayout.JAVA_LONG, 1, longs(7));
  private static final MethodHandle OPEN =
      function(
          "open",
          ValueLayout.JAVA_INT,
          2,
          ValueLayout.ADDRESS,
          ValueLayout.JAVA_INT,
          ValueLayout.JAVA_INT);
  private static final MethodHandle CLOSE =
      function("close", ValueLayout.JAVA_INT, 0, ValueLayout.JAVA_INT);
  private static final MethodHandle IOCTL =
      function(
          "ioctl",
          ValueLayout.JAVA_INT,
          2,
          ValueLayout.JAVA_INT,
          ValueLayout.JAVA_LONG,
          ValueLayout.ADDRESS);
  private static final MethodHandle LSEEK =
      function(
          "lseek",
          ValueLayout.JAVA_LONG,
          0,
          ValueLayout.JAVA_INT,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_INT);
  private static final MethodHandle FALLOCATE =
      function(
          "fallocate",
          ValueLayout.JAVA_INT,
          0,
          ValueLayout.JAVA_INT,
          ValueLayout.JAVA_INT,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG);
  private static final MethodHandle PREAD =
      function(
          "pread",
          ValueLayout.JAVA_LONG,
          0,
          ValueLayout.JAVA_INT,
          ValueLayout.ADDRESS,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_LONG);
  private static final MethodHandle MMAP =
      function(
          "mmap",
          ValueLayout.ADDRESS,
          0,
          ValueLayout.ADDRESS,
          ValueLayout.JAVA_LONG,
          ValueLayout.JAVA_INT,
          ValueLayout.JAVA_INT,
          ValueLayout.JAVA_INT,
          ValueLayout.JAVA_LONG);
  private static final MethodHandle MUNMAP =
      function("munmap", ValueLayout.JAVA_INT, 0, ValueLayout.ADDRESS, ValueLayout.JAVA_LONG);

  private Libc() {}

  private static MemoryLayout[] longs(int count) {
    MemoryLayout[] all = new MemoryLayout[count];
    Arrays.fill(all, ValueLayout.JAVA_LONG);
    return all;
  }

  /** Links a function; those with variable arguments say how many are fixed. */
  private static MethodHandle function(
      String name, MemoryLayout result, int fixed, MemoryLayout... parameters) {
    MemorySegment address =
        LINKER
            .defaultLookup()
            .find(name)
            .orElseThrow(() -> new UnsatisfiedLinkError("the C library has no " + name));
    FunctionDescriptor type = FunctionDescriptor.of(result, parameters);
    Linker.Option error = Linker.Option.captureCallState("errno");
    return fixed == 0
        ? LINKER.downcallHandle(address, type, error)
        : LINKER.downcallHandle(address, type, error, Linker.Option.firstVariadicArg(fixed));
  }

  private static int errno(MemorySegment error) {
    return (int) ERRNO.get(error, 0L);
  }

  private static long result(long answer, MemorySegment error) {
    return answer == -1 ? -errno(error) : answer;
  }

  private static AssertionError impossible(Throwable e) {
    return new AssertionError("a call of the C library threw", e);
  }

  /** Any system call by its number. */
  static long syscall(
      MemorySegment error, long number, long a, long b, long c, long d, long e, long f) {
    try {
      return result((long) SYSCALL.invokeExact(error, number, a, b, c, d, e, f), error);
    } catch (Throwable t) {
      throw impossible(t);
    }
  }

  static int open(MemorySegment error, MemorySegment path, int flags, int mode) {
    try {
      return (int) result((int) OPEN.invokeExact(error, path, flags, mode), error);
    } catch (Throwable t) {
      throw impossible(t);
    }
  }

  static int close(MemorySegment error, int fd) {
    try {
      return (int) result((int) CLOSE.invokeExact(error, fd), error);
    } catch (Throwable t) {
      throw impossible(t);
    }
  }

  static int ioctl(MemorySegment error, int fd, long request, MemorySegment argument) {
    try {
      return (int) result((int) IOCTL.invokeExact(error, fd, request, argument), error);
    } catch (Throwable t) {
      throw impossible(t);
    }
  }

  static long lseek(MemorySegment error, int fd, long offset, int whence) {
    try {
      return result((long) LSEEK.invokeExact(error, fd, offset, whence), error);
    } catch (Throwable t) {
      throw impossible(t);
    }
  }

  static int fallocate(MemorySegment error, int fd, int mode, long offset, long length) {
    try {
      return (int) result((int) FALLOCATE.invokeExact(error, fd, mode, offset, length), error);
    } catch (Throwable t) {
      throw impossible(t);
    }
  }

  static long pread(MemorySegment error, int fd, MemorySegment into, long bytes, long offset) {
    try {
      return result((long) PREAD.invokeExact(error, fd, into, bytes, offset), error);
    } catch (Throwable t) {
      throw impossible(t);
    }
  }

  /** Maps part of a file for reading and writing; the memory is unmapped by {@link #munmap}. */
  static MemorySegment mapShared(MemorySegment error, int fd, long offset, long bytes)
      throws LinuxException {
    final int readWrite = 3;
    final int sharedPopulate = 0x8001;
    try {
      MemorySegment mapped =
          (MemorySegment)
              MMAP.invokeExact(
                  error, MemorySegment.NULL, bytes, readWrite, sharedPopulate, fd, offset);
      if (mapped.address() == -1) {
        throw new LinuxException("mmap", errno(error));
      }
      return mapped.reinterpret(bytes);
    } catch (LinuxException e) {
      throw e;
    } catch (Throwable t) {
      throw impossible(t);
    }
  }

  static int munmap(MemorySegment error, MemorySegment mapped) {
    try {
      return (int) result((int) MUNMAP.invokeExact(error, mapped, mapped.byteSize()), error);
    } catch (Throwable t) {
      throw impossible(t);
    }
  }
}
