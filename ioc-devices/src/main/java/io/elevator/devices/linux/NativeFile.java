package io.elevator.devices.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file or block special file by its descriptor, with operations that the JDK's channels do not
 * have. Only {@link #close} closes it, so an interrupt of a thread that uses it has no effect.
 *
 * <p>Thread-safe except for {@link #close}: call it once, when no other call is in progress and
 * none will follow, because the number of a closed descriptor is used again.
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

  /** Mode of {@code fallocate} that frees a range; the range then reads as zeros. */
  public static final int PUNCH_HOLE = 3;

  /** Mode of {@code fallocate} that zeroes a range and keeps it allocated. */
  public static final int ZERO_RANGE = 0x11;

  private static final int DSYNC = 2;
  private static final int DIRECT_ALIGNMENT = 0x2000;

  private final Path path;
  private final int fd;

  /**
   * Whether the kernel has refused a forced write of several memory ranges; such a refusal is
   * permanent. Any thread sets this field.
   */
  private volatile boolean refusesDurable;

  private NativeFile(Path path, int fd) {
    this.path = path;
    this.fd = fd;
  }

  /** Returns the reason why this class cannot be used on this machine, or the empty string. */
  public static String unavailableReason() {
    return NativeAccess.missing();
  }

  /**
   * Opens an existing file.
   *
   * @param path path of the file
   * @param readOnly whether to open for reading only
   * @param direct whether to bypass the page cache
   */
  public static NativeFile open(Path path, boolean readOnly, boolean direct) throws IOException {
    return open(path, (readOnly ? 0 : WRITE) | (direct ? DIRECT : 0));
  }

  /**
   * Opens a block device for reading and as its only exclusive user. While it is open, the kernel
   * refuses to mount the device or its partitions, and refuses further exclusive opens; ordinary
   * opens are not affected.
   *
   * @throws LinuxException with {@link Errno#EBUSY} if the device, one of its partitions or its
   *     whole disk is mounted or has an exclusive user
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

  /** Returns a path that opens the same file again, even if its name was deleted. */
  public Path descriptorPath() {
    return Path.of("/proc/self/fd/" + fd);
  }

  /** Returns the number of the descriptor, valid until the file is closed. */
  public int fd() {
    return fd;
  }

  /** Returns whether this file is a block special file. */
  public boolean isBlockDevice() {
    return deviceBytes() >= 0;
  }

  /** Returns the size of a block special file in bytes, or -1 for another file. */
  private long deviceBytes() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment size = arena.allocate(ValueLayout.JAVA_LONG);
      return Libc.ioctl(arena.allocate(Libc.ERROR), fd, BLKGETSIZE64, size) < 0
          ? -1
          : size.get(ValueLayout.JAVA_LONG, 0);
    }
  }

  /** Returns the size of the file in bytes; the size of a block special file is read by ioctl. */
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
   * Returns the alignment that direct I/O on this file needs, in bytes. It starts with the value
   * that the kernel gives (statx, since Linux 6.1), otherwise with the block device's logical block
   * or 512, and then tries reads with increasing units until one is accepted, because the given
   * value is not always sufficient.
   *
   * @throws LinuxException if the file has no direct I/O, or no unit up to 64 KiB is accepted
   */
  public int directUnit() throws LinuxException {
    final int most = 65536;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment error = arena.allocate(Libc.ERROR);
      MemorySegment memory = arena.allocate(2L * most, most);
      long answer = -Errno.EINVAL;
      for (int unit = reportedUnit(arena, error); unit <= most; unit *= 2) {
        // The address is a multiple of one unit and of no larger unit, and the length is one unit.
        // So the read succeeds only if one unit is enough.
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

  /** Returns the unit of direct I/O that the kernel or the device gives, in bytes. */
  private int reportedUnit(Arena arena, MemorySegment error) throws LinuxException {
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

  /**
   * A list of memory ranges to be written to consecutive positions of a file. Used by one thread at
   * a time.
   */
  public static final class Pieces {
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

    private final MemorySegment error;
    private final MemorySegment vector;
    private int first;
    private int end;

    /**
     * Creates an empty list of memory ranges.
     *
     * @param capacity largest number of memory ranges
     */
    public Pieces(int capacity) {
      // The arena is freed together with this object. An explicit close is not needed, because the
      // object lives as long as a thread of a drive.
      Arena arena = Arena.ofAuto();
      error = arena.allocate(Libc.ERROR);
      vector = arena.allocate(16L * capacity, 16);
    }

    /** Returns the largest number of memory ranges that this list can have. */
    public int capacity() {
      return (int) (vector.byteSize() / 16);
    }

    /** Removes all memory ranges from this list. */
    public void clear() {
      first = 0;
      end = 0;
    }

    /**
     * Adds a memory range.
     *
     * @param address address, which must stay valid until the range is written
     * @param bytes length, in bytes
     */
    public void add(long address, long bytes) {
      vector.set(LONG, 16L * end, address);
      vector.set(LONG, 16L * end + 8, bytes);
      end++;
    }

    /** Returns whether all memory ranges have been written. */
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

  /** Returns whether the kernel has not refused {@link #writeDurably} so far. */
  public boolean writesDurably() {
    return !refusesDurable;
  }

  /**
   * Writes memory ranges at an offset, as much as the kernel takes in one call. The written bytes
   * are durable on return and are removed from {@code pieces}. Any number of threads may call this,
   * each with its own list.
   *
   * @param pieces memory ranges
   * @param offset offset in the file, in bytes
   * @return number of bytes written, or -1 if the kernel does not support this call for the file
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
   * Returns whether a mode of {@code fallocate} works. For a regular file it is tried beyond the
   * end, where it changes nothing that can be read. A block special file is assumed to support it,
   * because it cannot be tried there.
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

  /** Calls {@code fallocate}; returns 0, or the error number of the failure. */
  private int allocate(int mode, long offset, long bytes) {
    try (Arena arena = Arena.ofConfined()) {
      return -Libc.fallocate(arena.allocate(Libc.ERROR), fd, mode, offset, bytes);
    }
  }

  /**
   * Frees or zeroes a range of the file.
   *
   * @param mode {@link #PUNCH_HOLE} or {@link #ZERO_RANGE}
   * @param offset offset in the file, in bytes
   * @param bytes length, in bytes
   */
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
