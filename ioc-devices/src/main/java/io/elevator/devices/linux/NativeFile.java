package io.elevator.devices.linux;

import io.elevator.api.OpenMode;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Arrays;
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
  private static final int CREATE = 0x40;
  private static final int EXCLUSIVE = 0x80;
  private static final int FOLDER =
      System.getProperty("os.arch", "").equals("aarch64") ? 0x4000 : 0x10000;
  private static final int ALL_MAY_READ_AND_WRITE = 0666;
  private static final int CLOEXEC = 0x80000;
  private static final int DIRECT =
      System.getProperty("os.arch", "").equals("aarch64") ? 0x10000 : 0x4000;
  private static final int SEEK_END = 2;
  private static final long BLKGETSIZE64 = 0x80081272L;
  private static final long BLKSSZGET = 0x1268;

  /** Mode of {@code fallocate} that frees a range; the range then reads as zeros. */
  public static final int PUNCH_HOLE = 3;

  /**
   * Mode of {@code fallocate} that zeroes a range, keeps it allocated and does not make the file
   * longer.
   */
  public static final int ZERO_RANGE = 0x11;

  /**
   * Mode of {@code fallocate} that zeroes a range, keeps it allocated and makes the file longer if
   * the range passes its end.
   */
  public static final int ZERO_AND_EXTEND = 0x10;

  /** Mode of {@code fallocate} that allocates a range and makes the file longer if needed. */
  public static final int ALLOCATE = 0;

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

  /**
   * Opens a file through the page cache, and creates it if the mode says so.
   *
   * @see #bypassCache
   */
  public static NativeFile open(Path path, OpenMode mode) throws LinuxException {
    return open(
        path,
        (mode.writes() ? WRITE : 0)
            | (mode.creates() ? CREATE : 0)
            | (mode.isNew() ? EXCLUSIVE : 0));
  }

  /** Opens a folder, to sync the names in it. */
  public static NativeFile openFolder(Path path) throws LinuxException {
    return open(path, FOLDER);
  }

  private static NativeFile open(Path path, int mode) throws LinuxException {
    try (Arena arena = Arena.ofConfined()) {
      int flags = mode | CLOEXEC;
      MemorySegment error = arena.allocate(Libc.ERROR);
      MemorySegment name = arena.allocateFrom(path.toString());
      int fd;
      do {
        fd = Libc.open(error, name, flags, ALL_MAY_READ_AND_WRITE);
      } while (fd == -Errno.EINTR);
      if (fd < 0) {
        throw new LinuxException(path.toString(), -fd);
      }
      return new NativeFile(path, fd);
    }
  }

  /**
   * Makes I/O on this descriptor bypass the page cache. The file is opened through the cache first
   * because an open for direct I/O may create a file and then fail.
   *
   * @throws LinuxException if the file system has no direct I/O
   */
  public void bypassCache() throws LinuxException {
    try (Arena arena = Arena.ofConfined()) {
      int answer = Libc.setFlags(arena.allocate(Libc.ERROR), fd, DIRECT);
      if (answer < 0) {
        throw new LinuxException("direct I/O on " + path, -answer);
      }
    }
  }

  /** Undoes {@link #bypassCache}. */
  public void useCache() throws LinuxException {
    try (Arena arena = Arena.ofConfined()) {
      int answer = Libc.setFlags(arena.allocate(Libc.ERROR), fd, 0);
      if (answer < 0) {
        throw new LinuxException("buffered I/O on " + path, -answer);
      }
    }
  }

  /** Returns the properties of the file, as {@code fstat} reads them. */
  public FileStat stat() throws LinuxException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment answer = arena.allocate(FileStat.BYTES, 8);
      int mask = FileStat.MASK | DIRECT_ALIGNMENT;
      int error = -Libc.statx(arena.allocate(Libc.ERROR), fd, arena.allocate(1), mask, answer);
      if (error != 0) {
        throw new LinuxException("statx of " + path, error);
      }
      return FileStat.of(answer);
    }
  }

  /** Sets the length of the file. The bytes of a file that grows read as zeroes. */
  public void truncate(long length) throws LinuxException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment error = arena.allocate(Libc.ERROR);
      int answer;
      do {
        answer = Libc.ftruncate(error, fd, length);
      } while (answer == -Errno.EINTR);
      if (answer < 0) {
        throw new LinuxException("truncate of " + path, -answer);
      }
    }
  }

  /**
   * Makes the data of the file durable.
   *
   * @param withAttributes whether all attributes of the file become durable as well
   */
  public void sync(boolean withAttributes) throws LinuxException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment error = arena.allocate(Libc.ERROR);
      int answer;
      do {
        answer = Libc.fsync(error, fd, withAttributes);
      } while (answer == -Errno.EINTR);
      if (answer < 0) {
        throw new LinuxException("sync of " + path, -answer);
      }
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
    ValueLayout.OfInt number = ValueLayout.JAVA_INT;
    MemorySegment answer = arena.allocate(FileStat.BYTES, 8);
    if (Libc.statx(error, fd, arena.allocate(1), DIRECT_ALIGNMENT, answer) == 0) {
      int unit = FileStat.of(answer).directUnit();
      if (unit < 0) {
        throw new LinuxException("direct I/O on " + path, Errno.EINVAL);
      }
      if (unit > 0) {
        return unit;
      }
    }
    MemorySegment sector = arena.allocate(number);
    return Libc.ioctl(error, fd, BLKSSZGET, sector) >= 0
        ? Math.max(512, sector.get(number, 0))
        : 512;
  }

  /**
   * A list of memory ranges that are read from or written to consecutive positions of a file. It
   * takes the memory of at most {@value Libc#MOST_HELD} arenas, because a call keeps so many open.
   * Used by one thread at a time.
   */
  public static final class Pieces {
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

    private final MemorySegment error;
    private final MemorySegment vector;
    private final MemorySegment[] held = new MemorySegment[Libc.MOST_HELD];
    private int heldCount;
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
      Arrays.fill(held, MemorySegment.NULL);
    }

    /** Returns the largest number of memory ranges that this list can have. */
    public int capacity() {
      return (int) (vector.byteSize() / 16);
    }

    /** Removes all memory ranges from this list. */
    public void clear() {
      first = 0;
      end = 0;
      while (heldCount > 0) {
        held[--heldCount] = MemorySegment.NULL;
      }
    }

    /**
     * Adds a memory range.
     *
     * @param memory native memory
     * @param offset offset of the range in the memory, in bytes
     * @param bytes length, in bytes
     * @return false if the list is full and the range was not added
     */
    public boolean add(MemorySegment memory, long offset, long bytes) {
      if (end == capacity() || !hold(memory)) {
        return false;
      }
      vector.set(LONG, 16L * end, memory.address() + offset);
      vector.set(LONG, 16L * end + 8, bytes);
      end++;
      return true;
    }

    private boolean hold(MemorySegment memory) {
      for (int i = heldCount - 1; i >= 0; i--) {
        if (held[i].scope().equals(memory.scope())) {
          return true;
        }
      }
      if (heldCount == held.length) {
        return false;
      }
      held[heldCount++] = memory;
      return true;
    }

    /** Returns whether all memory ranges have been read or written. */
    public boolean isEmpty() {
      return first == end;
    }

    private long address() {
      return vector.address() + 16L * first;
    }

    private int count() {
      return end - first;
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

  /**
   * Reads into memory ranges, as much as the kernel gives in one call. The ranges that are filled
   * are removed from {@code pieces}. Any number of threads may call this, each with its own list.
   *
   * @param pieces memory ranges, not empty
   * @param offset offset in the file, in bytes
   * @return number of bytes read; 0 at the end of the file
   * @throws IllegalStateException if the memory is closed
   */
  public long read(Pieces pieces, long offset) throws LinuxException {
    while (true) {
      long answer =
          Libc.preadv(pieces.error, fd, pieces.address(), pieces.count(), offset, pieces.held);
      if (answer >= 0) {
        pieces.skip(answer);
        return answer;
      }
      if (answer != -Errno.EINTR) {
        throw new LinuxException("read of " + path, (int) -answer);
      }
    }
  }

  /**
   * Writes memory ranges, as much as the kernel takes in one call. The written ranges are removed
   * from {@code pieces}. Any number of threads may call this, each with its own list.
   *
   * @param pieces memory ranges, not empty
   * @param offset offset in the file, in bytes
   * @return number of bytes written
   * @throws IllegalStateException if the memory is closed
   */
  public long write(Pieces pieces, long offset) throws LinuxException {
    while (true) {
      long answer =
          Libc.pwritev(pieces.error, fd, pieces.address(), pieces.count(), offset, pieces.held);
      if (answer > 0) {
        pieces.skip(answer);
        return answer;
      }
      if (answer != -Errno.EINTR) {
        throw new LinuxException("write of " + path, answer == 0 ? Errno.EIO : (int) -answer);
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
   * @throws IllegalStateException if the memory is closed
   */
  public long writeDurably(Pieces pieces, long offset) throws LinuxException {
    while (true) {
      long answer =
          Libc.pwritev2(
              pieces.error, fd, pieces.address(), pieces.count(), offset, DSYNC, pieces.held);
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
