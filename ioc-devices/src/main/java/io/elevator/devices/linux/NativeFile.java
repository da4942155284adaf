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
 * <p>Thread-safe but for {@link #close}, which is for one caller, when no other call is in progress
 * and none will follow: a descriptor's number is used again.
 */
public final class NativeFile implements AutoCloseable {
  private static final int WRITE = 2;
  private static final int EXCLUSIVE = 0x80;
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

  private static final int DSYNC = 2;
  private static final int DIRECT_ALIGNMENT = 0x2000;

  private final Path path;
  private final int fd;

  /** Whether forced writes in one call were refused, which does not change; any thread. */
  private volatile boolean refusesDurable;

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
    return open(path, (readOnly ? 0 : WRITE) | (direct ? DIRECT : 0));
  }

  /**
   * Opens a block device for reading and as its only exclusive user. While it is open, the kernel
   * refuses to mount the device or its partitions, and to open them exclusively once more; opening
   * them in the usual way is not affected.
   *
   * @throws LinuxException with {@link Errno#EBUSY} if the device, a partition of it or its whole
   *     disk is mounted or has an exclusive user
   */
  public static NativeFile openExclusively(Path path) throws IOException {
    return open(path, EXCLUSIVE);
  }

  private static NativeFile open(Path path, int mode) throws IOException {
    try (Arena arena = Arena.ofConfined()) {
      int flags = mode | CLOEXEC;
      MemorySegment error = arena.allocate(Libc.ERROR);
      int fd = Libc.open(error, arena.allocateFrom(path.toString()), flags);
      if (fd < 0) {
        throw new LinuxException(path.toString(), -fd);
      }
      return new NativeFile(path, fd);
    }
  }

  /** Returns a path that opens the same file again, also when its name was deleted. */
  public Path descriptorPath() {
    return Path.of("/proc/self/fd/" + fd);
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
   * Returns in what unit of bytes direct I/O addresses it: what the kernel says (statx, since Linux
   * 6.1) or, where it does not, what a block device says or 512, and then, by reading in ever
   * larger units, what is accepted; the two are not always the same.
   *
   * @throws LinuxException if it has no direct I/O, or no unit up to 64 KiB is accepted
   */
  public int directUnit() throws LinuxException {
    final int most = 65536;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment error = arena.allocate(Libc.ERROR);
      MemorySegment memory = arena.allocate(2L * most, most);
      long answer = -Errno.EINVAL;
      for (int unit = saidUnit(arena, error); unit <= most; unit *= 2) {
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

  /** The unit that direct I/O is said to have. */
  private int saidUnit(Arena arena, MemorySegment error) throws LinuxException {
    final int maskAt = 0;
    final int memoryAt = 0x98;
    final int offsetAt = 0x9c;
    ValueLayout.OfInt number = ValueLayout.JAVA_INT;
    MemorySegment answer = arena.allocate(256, 8);
    MemorySegment emptyPath = arena.allocate(1);
    if (Libc.statx(error, fd, emptyPath, DIRECT_ALIGNMENT, answer) == 0
        && (answer.get(number, maskAt) & DIRECT_ALIGNMENT) != 0) {
      int memory = answer.get(number, memoryAt);
      int offset = answer.get(number, offsetAt);
      if (offset == 0) {
        throw new LinuxException("direct I/O on " + path, Errno.EINVAL);
      }
      return Math.max(512, Integer.highestOneBit(Math.max(memory, offset)));
    }
    MemorySegment sector = arena.allocate(number);
    return Libc.ioctl(error, fd, BLKSSZGET, sector) >= 0
        ? Math.max(512, sector.get(number, 0))
        : 512;
  }

  /** Pieces of memory that are written one behind the other. For one thread at a time. */
  public static final class Pieces {
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

    private final MemorySegment error;
    private final MemorySegment vector;
    private int first;
    private int end;

    /** Makes room for some. */
    public Pieces(int capacity) {
      // Freed with this object: it lives as long as a thread of a drive.
      Arena arena = Arena.ofAuto();
      error = arena.allocate(Libc.ERROR);
      vector = arena.allocate(16L * capacity, 16);
    }

    /** Returns how many there is room for. */
    public int capacity() {
      return (int) (vector.byteSize() / 16);
    }

    /** Forgets all. */
    public void clear() {
      first = 0;
      end = 0;
    }

    /** Adds one by its address, which has to stay valid until it is written. */
    public void add(long address, long bytes) {
      vector.set(LONG, 16L * end, address);
      vector.set(LONG, 16L * end + 8, bytes);
      end++;
    }

    /** Whether all has been written. */
    public boolean isEmpty() {
      return first == end;
    }

    private void skip(long bytes) {
      long left = bytes;
      while (left > 0) {
        long at = 16L * first;
        long length = vector.get(LONG, at + 8);
        if (left < length) {
          vector.set(LONG, at, vector.get(LONG, at) + left);
          vector.set(LONG, at + 8, length - left);
          return;
        }
        left -= length;
        first++;
      }
    }
  }

  /** Whether {@link #writeDurably} is worth trying. */
  public boolean writesDurably() {
    return !refusesDurable;
  }

  /**
   * Writes at an offset, as much as the kernel takes at once; what was written is durable and
   * dropped from {@code pieces}. Any number of threads, each with pieces of its own.
   *
   * @return bytes written, or -1 if the kernel has no such call for this file
   */
  public long writeDurably(Pieces pieces, long offset) throws LinuxException {
    while (true) {
      long answer =
          Libc.pwritev2(
              pieces.error,
              fd,
              pieces.vector.address() + 16L * pieces.first,
              pieces.end - pieces.first,
              offset,
              DSYNC);
      if (answer > 0) {
        pieces.skip(answer);
        return answer;
      }
      if (answer == -Errno.EOPNOTSUPP || answer == -Errno.ENOSYS) {
        refusesDurable = true;
        return -1;
      }
      if (answer != -Errno.EINTR) {
        throw new LinuxException(
            "forced write of " + path, answer == 0 ? Errno.EIO : (int) -answer);
      }
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
