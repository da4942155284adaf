package io.elevator.devices.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file or block special file by its descriptor: what the JDK's channels do not offer. Nothing but
 * {@link #close} closes it, so an interrupt of a thread that uses it has no effect.
 *
 * <p>Immutable, and thread-safe but for {@link #close}, which is for one caller, when no other call
 * is in progress and none will follow: a descriptor's number is used again.
 */
public final class NativeFile implements AutoCloseable {
  private static final int WRITE = 2;
  private static final int CLOEXEC = 0x80000;
  private static final int DIRECT =
      System.getProperty("os.arch", "").equals("aarch64") ? 0x10000 : 0x4000;
  private static final int SEEK_END = 2;
  private static final long BLKGETSIZE64 = 0x80081272L;
  private static final long BLKSSZGET = 0x1268;

  /** Mode of {@code fallocate} that frees a range, which reads as zeroes then. */
  public static final int PUNCH_HOLE = 3;

  /** Mode of {@code fallocate} that makes a range zero and keeps it allocated. */
  public static final int ZERO_RANGE = 0x11;

  private final Path path;
  private final int fd;

  private NativeFile(Path path, int fd) {
    this.path = path;
    this.fd = fd;
  }

  /** Returns why it cannot be used here, or the empty string. */
  public static String unavailableReason() {
    return NativeAccess.missing();
  }

  /**
   * Opens a file that exists.
   *
   * @param direct whether to go past the page cache
   */
  public static NativeFile open(Path path, boolean readOnly, boolean direct) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      int flags = (readOnly ? 0 : WRITE) | CLOEXEC | (direct ? DIRECT : 0);
      MemorySegment error = arena.allocate(Libc.ERROR);
      int fd = Libc.open(error, arena.allocateFrom(path.toString()), flags);
      if (fd < 0) {
        throw new LinuxException(path.toString(), -fd);
      }
      return new NativeFile(path, fd);
    }
  }

  /** Returns the descriptor, valid until the file is closed. */
  public int fd() {
    return fd;
  }

  /** Whether it is a block special file. */
  public boolean isBlockDevice() {
    return deviceBytes() >= 0;
  }

  /** Returns the size of a block special file, or -1 if it is none. */
  private long deviceBytes() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment size = arena.allocate(ValueLayout.JAVA_LONG);
      return Libc.ioctl(arena.allocate(Libc.ERROR), fd, BLKGETSIZE64, size) < 0
          ? -1
          : size.get(ValueLayout.JAVA_LONG, 0);
    }
  }

  /** Returns its size in bytes; a block special file's by ioctl. */
  public long size() throws IOException {
    long device = deviceBytes();
    if (device >= 0) {
      return device;
    }
    try (Arena arena = Arena.ofConfined()) {
      long size = Libc.lseek(arena.allocate(Libc.ERROR), fd, 0, SEEK_END);
      if (size < 0) {
        throw new LinuxException("size of " + path, (int) -size);
      }
      return size;
    }
  }

  /**
   * Returns in what unit of bytes direct I/O addresses it, found by asking a block device or, of a
   * file, by reading in ever larger units: what a file system says and what it accepts are not
   * always the same.
   *
   * @throws LinuxException if no unit up to 64 KiB is accepted
   */
  public int directUnit() throws LinuxException {
    final int most = 65536;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment error = arena.allocate(Libc.ERROR);
      MemorySegment memory = arena.allocate(2L * most, most);
      MemorySegment sector = arena.allocate(ValueLayout.JAVA_INT);
      int unit = 512;
      if (Libc.ioctl(error, fd, BLKSSZGET, sector) >= 0) {
        unit = Math.max(unit, sector.get(ValueLayout.JAVA_INT, 0));
      }
      long answer = -Errno.EINVAL;
      for (; unit <= most; unit *= 2) {
        // Memory that is aligned to one unit and no more; a length of one unit.
        answer = Libc.pread(error, fd, memory.asSlice(unit), unit, 0);
        if (answer >= 0) {
          return unit;
        }
        if (answer != -Errno.EINVAL) {
          break;
        }
      }
      throw new LinuxException("direct read of " + path, (int) -answer);
    }
  }

  /**
   * Whether {@code fallocate} in some mode works, tried beyond the end of a regular file, where it
   * changes nothing that can be read; a block special file is taken to have it, as it cannot be
   * tried there.
   */
  public boolean offers(int mode) throws IOException {
    if (isBlockDevice()) {
      return true;
    }
    long end = (size() + 0xffff) & -0x10000L;
    boolean works = allocate(mode, end, 0x10000) == 0;
    if (works && mode != PUNCH_HOLE) {
      int freed = allocate(PUNCH_HOLE, end, 0x10000);
      if (freed != 0) {
        throw new LinuxException("fallocate of " + path, freed);
      }
    }
    return works;
  }

  /** Calls {@code fallocate}; returns 0 or the error number. */
  private int allocate(int mode, long offset, long bytes) {
    try (Arena arena = Arena.ofConfined()) {
      return -Libc.fallocate(arena.allocate(Libc.ERROR), fd, mode, offset, bytes);
    }
  }

  /** Frees a range or makes it zero. */
  public void allocateRange(int mode, long offset, long bytes) throws LinuxException {
    int error;
    do {
      error = allocate(mode, offset, bytes);
    } while (error == Errno.EINTR);
    if (error != 0) {
      throw new LinuxException("fallocate of " + path, error);
    }
  }

  @Override
  public void close() throws IOException {
    close(fd, path);
  }

  static void close(int fd, @Nullable Object what) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      int answer = Libc.close(arena.allocate(Libc.ERROR), fd);
      if (answer < 0) {
        throw new LinuxException("closing " + what, -answer);
      }
    }
  }
}
