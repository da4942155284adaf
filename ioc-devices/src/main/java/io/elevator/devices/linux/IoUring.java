package io.elevator.devices.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.VarHandle;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * An io_uring instance by plain system calls: two rings in memory shared with the kernel.
 *
 * <p>Submission: one thread at a time fills entries and publishes them with {@link #publish};
 * callers hold a lock of their own. The tail is stored with release semantics and the kernel loads
 * it with acquire semantics, so the kernel sees the whole entry. Any number of threads may call
 * {@link Entrance#enter} at once, each with an entrance that no other thread uses meanwhile: the
 * kernel takes entries in order under its own lock, and never more than there are.
 *
 * <p>Completion: one thread at a time takes completions. It loads the tail with acquire semantics
 * and stores the head with release semantics after it has read them. The thread that takes a
 * completion sees the writes that the submitter made before it published: the submitter's release,
 * the kernel's acquire and release, and the acquire in this class order them on one processor after
 * another. The Java memory model does not cover the kernel in the middle. The order is that of the
 * processor, and no compiler moves plain accesses across these operations.
 *
 * <p>The mapped memory has no checked lifetime: call {@link #close} only when no other method runs
 * and none will be called.
 */
public final class IoUring implements AutoCloseable {
  /** Operation that reads into a buffer. */
  public static final byte READ = 22;

  /** Operation that writes from a buffer. */
  public static final byte WRITE = 23;

  /** Operation that reads into several buffers. */
  public static final byte READV = 1;

  /** Operation that writes from several buffers. */
  public static final byte WRITEV = 2;

  /** Operation that reads into a registered buffer. */
  public static final byte READ_FIXED = 4;

  /** Operation that writes from a registered buffer. */
  public static final byte WRITE_FIXED = 5;

  /** Operation that reads into several memory ranges of a registered buffer; since Linux 6.15. */
  public static final byte READV_FIXED = 60;

  /** Operation that writes from several memory ranges of a registered buffer; since Linux 6.15. */
  public static final byte WRITEV_FIXED = 61;

  /** Operation that makes the data of the file durable. */
  public static final byte FSYNC = 3;

  /** Operation that calls {@code fallocate}. */
  public static final byte FALLOCATE = 17;

  /** Operation that completes immediately without an effect. */
  public static final byte NOP = 0;

  /** Flag of {@link #FSYNC}: works like {@code fdatasync}. */
  public static final int DATASYNC = 1;

  /** Flag of writes: the data is durable at completion. */
  public static final int DSYNC = 2;

  private static final long SETUP = 425;
  private static final long ENTER = 426;
  private static final long REGISTER = 427;
  private static final int REGISTER_BUFFERS = 0;
  private static final int REGISTER_FILES = 2;
  private static final int REGISTER_FILES_UPDATE = 6;
  private static final int REGISTER_PROBE = 8;
  private static final int REGISTER_BUFFERS2 = 15;
  private static final int REGISTER_BUFFERS_UPDATE = 16;
  private static final int REGISTER_SPARSE = 1;
  private static final int REGISTER_RING_FDS = 20;
  private static final int GET_EVENTS = 1;
  private static final int REGISTERED_RING = 1 << 4;
  private static final int SETUP_CLAMP = 1 << 4;
  // Features that the kernel must have: one mapping for both rings, no dropped completions, and
  // reads and writes of a single buffer (Linux 5.6).
  private static final int NEEDED = 1 | 1 << 1 | 1 << 3;
  private static final long SUBMISSION_RINGS = 0;
  private static final long SUBMISSION_ENTRIES = 0x10000000L;
  private static final int ENTRY_BYTES = 64;
  private static final int COMPLETION_BYTES = 16;
  private static final byte FIXED_FILE = 1;
  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
  private static final VarHandle ATOMIC = INT.varHandle();

  private final Arena arena = Arena.ofShared();
  private final int fd;
  private final MemorySegment rings;
  private final MemorySegment entries;
  private final long headAt;
  private final long tailAt;
  private final int mask;
  private final long completionHeadAt;
  private final long completionTailAt;
  private final int completionMask;
  private final long completionsAt;
  private int tail;

  /**
   * Creates the submission and the completion ring.
   *
   * @param size number of entries, which is rounded up to a power of two
   * @throws LinuxException if the kernel refuses
   */
  public IoUring(int size) throws IOException {
    MemorySegment error = arena.allocate(Libc.ERROR);
    MemorySegment params = arena.allocate(120, 8);
    params.set(INT, 8, SETUP_CLAMP);
    long answer = Libc.syscall(error, SETUP, size, params.address(), 0, 0, 0, 0);
    if (answer < 0) {
      arena.close();
      throw new LinuxException("io_uring_setup", (int) -answer);
    }
    fd = (int) answer;
    MemorySegment mapped = null;
    try {
      if ((params.get(INT, 20) & NEEDED) != NEEDED) {
        throw new LinuxException("io_uring of a kernel before 5.6", Errno.ENOSYS);
      }
      int count = params.get(INT, 0);
      int completions = params.get(INT, 4);
      long bytes =
          Math.max(
              params.get(INT, 64) + count * 4L,
              params.get(INT, 100) + (long) completions * COMPLETION_BYTES);
      mapped = Libc.mapShared(error, fd, SUBMISSION_RINGS, bytes);
      entries = Libc.mapShared(error, fd, SUBMISSION_ENTRIES, (long) count * ENTRY_BYTES);
    } catch (IOException e) {
      if (mapped != null) {
        Libc.munmap(error, mapped);
      }
      NativeFile.close(fd, "ring");
      arena.close();
      throw e;
    }
    rings = mapped;
    headAt = params.get(INT, 40);
    tailAt = params.get(INT, 44);
    mask = rings.get(INT, params.get(INT, 48));
    completionHeadAt = params.get(INT, 80);
    completionTailAt = params.get(INT, 84);
    completionMask = rings.get(INT, params.get(INT, 88));
    completionsAt = params.get(INT, 100);
    // Entries are used in the order of the ring, so the index array is filled once and never
    // changes.
    for (int i = 0; i <= mask; i++) {
      rings.set(INT, params.get(INT, 64) + i * 4L, i);
    }
    // Performs one access now, so that the JVM links it: the first execution needs memory. Without
    // this, the first publish could fail after it advanced the tail, and a later publish would
    // expose an unfilled entry.
    ATOMIC.setRelease(rings, tailAt, tail);
  }

  /** Returns the reason why io_uring cannot be used on this machine, or the empty string. */
  public static String unavailableReason() {
    String missing = NativeAccess.missing();
    if (!missing.isEmpty()) {
      return missing;
    }
    try (IoUring tried = new IoUring(2)) {
      return tried.mask > 0 ? "" : "the kernel made a ring without room";
    } catch (LinuxException e) {
      return explained(e.errno(), disabledSetting());
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }

  /** Returns the sysctl {@code kernel.io_uring_disabled}; 0 on kernels that do not have it. */
  private static int disabledSetting() {
    try {
      return Integer.parseInt(
          Files.readString(Path.of("/proc/sys/kernel/io_uring_disabled")).strip());
    } catch (IOException | NumberFormatException e) {
      return 0;
    }
  }

  /**
   * Returns an explanation of the kernel's refusal to create a ring.
   *
   * @param errno error number of the refusal
   * @param disabled value of the sysctl {@code kernel.io_uring_disabled}
   */
  static String explained(int errno, int disabled) {
    return switch (errno) {
      case Errno.ENOSYS ->
          "the kernel has no io_uring that will do (it needs Linux 5.6), or a seccomp filter hides it";
      case Errno.EPERM, Errno.EACCES ->
          switch (disabled) {
            case 0 ->
                "a seccomp filter or security module refuses io_uring, as containers often do";
            case 1 ->
                "sysctl kernel.io_uring_disabled is 1: only processes with CAP_SYS_ADMIN or of the"
                    + " group in kernel.io_uring_group may use io_uring";
            default ->
                "sysctl kernel.io_uring_disabled is " + disabled + ": no process may use io_uring";
          };
      case Errno.ENOMEM -> "the limit on locked memory (ulimit -l) leaves no room for a ring";
      default -> "io_uring_setup answered " + Errno.text(errno);
    };
  }

  /** Creates the state that one thread at a time needs to enter the kernel for this ring. */
  public Entrance newEntrance() {
    return new Entrance();
  }

  /**
   * Returns whether the kernel supports an operation. Operations of Linux 5.6 need no check,
   * because every ring of this class has them.
   */
  public boolean offers(byte operation) {
    final int most = 256;
    try (Arena local = Arena.ofConfined()) {
      MemorySegment probe = local.allocate(16 + most * 8L, 8);
      register(local, REGISTER_PROBE, probe, most);
      long at = 16 + operation * 8L;
      return operation < (probe.get(ValueLayout.JAVA_BYTE, 1) & 0xff)
          && (probe.get(ValueLayout.JAVA_SHORT, at + 2) & 1) != 0;
    } catch (LinuxException e) {
      // A kernel that does not support the probe does not have the operation either.
      return false;
    }
  }

  /** Registers one file, with index 0 in a table that has no other place. */
  public void registerFile(NativeFile file) throws LinuxException {
    try (Arena local = Arena.ofConfined()) {
      register(local, REGISTER_FILES, local.allocateFrom(INT, file.fd()), 1);
    }
  }

  /**
   * Creates an empty table of registered files, for {@link #setFile}.
   *
   * @param size number of places of the table
   * @throws LinuxException if the kernel refuses, for instance because the limit on open files is
   *     lower than the size
   */
  public void makeFileTable(int size) throws LinuxException {
    try (Arena local = Arena.ofConfined()) {
      MemorySegment descriptors = local.allocate(4L * size, 4).fill((byte) -1);
      register(local, REGISTER_FILES, descriptors, size);
    }
  }

  /**
   * Registers a file in the table, or removes one. A place must not be changed while entries that
   * use it are published and not completed.
   *
   * @param index index in the table
   * @param fd descriptor of the file, or -1 to remove the file
   */
  public void setFile(int index, int fd) throws LinuxException {
    try (Arena local = Arena.ofConfined()) {
      MemorySegment update = local.allocate(16, 8);
      update.set(INT, 0, index);
      update.set(LONG, 8, local.allocateFrom(INT, fd).address());
      register(local, REGISTER_FILES_UPDATE, update, 1);
    }
  }

  /**
   * Registers buffers, which the kernel pins.
   *
   * @param buffers buffers; their positions in the array become their indexes
   */
  public void registerBuffers(MemorySegment[] buffers) throws LinuxException {
    try (Arena local = Arena.ofConfined()) {
      MemorySegment vector = local.allocate(16L * buffers.length, 8);
      for (int i = 0; i < buffers.length; i++) {
        vector.set(LONG, i * 16L, buffers[i].address());
        vector.set(LONG, i * 16L + 8, buffers[i].byteSize());
      }
      register(local, REGISTER_BUFFERS, vector, buffers.length);
    }
  }

  /**
   * Creates an empty table of registered buffers, for {@link #setBuffer}.
   *
   * @param size number of entries of the table
   * @throws LinuxException if the kernel does not support such tables, as before Linux 5.19
   */
  public void makeBufferTable(int size) throws LinuxException {
    try (Arena local = Arena.ofConfined()) {
      final int bytes = 32;
      MemorySegment request = local.allocate(bytes, 8);
      request.set(INT, 0, size);
      request.set(INT, 4, REGISTER_SPARSE);
      register(local, REGISTER_BUFFERS2, request, bytes);
    }
  }

  /**
   * Registers a buffer in the table, which the kernel pins, or removes one. Memory that was
   * registered under the index before stays pinned until I/O in progress with it ends. Several
   * threads may call this for different indexes.
   *
   * @param index index in the table
   * @param address address of the buffer, or 0 to remove the buffer
   * @param bytes length of the buffer, in bytes, at most 1 GiB
   */
  public void setBuffer(int index, long address, long bytes) throws LinuxException {
    try (Arena local = Arena.ofConfined()) {
      MemorySegment vector = local.allocate(16, 8);
      vector.set(LONG, 0, address);
      vector.set(LONG, 8, bytes);
      final int size = 32;
      MemorySegment request = local.allocate(size, 8);
      request.set(INT, 0, index);
      request.set(LONG, 8, vector.address());
      request.set(INT, 24, 1);
      register(local, REGISTER_BUFFERS_UPDATE, request, size);
    }
  }

  private void register(Arena local, int what, MemorySegment argument, int count)
      throws LinuxException {
    MemorySegment error = local.allocate(Libc.ERROR);
    long answer = Libc.syscall(error, REGISTER, fd, what, argument.address(), count, 0, 0);
    if (answer < 0) {
      throw new LinuxException("io_uring_register", (int) -answer);
    }
  }

  /** Fills the next entry for the first registered file and publishes it. */
  public void publish(
      byte operation,
      long offset,
      long address,
      int length,
      int operationFlags,
      int buffer,
      long userData) {
    publish(operation, 0, true, offset, address, length, operationFlags, buffer, userData);
  }

  /**
   * Fills the next entry and publishes it. The caller makes sure that there is a free entry.
   *
   * @param operation operation, such as {@link #READ}
   * @param file index of a registered file, or descriptor of a file
   * @param isRegistered whether {@code file} is an index
   * @param offset offset in the file, in bytes
   * @param address address of the memory; for {@link #FALLOCATE} the length in bytes
   * @param length number of bytes or of memory ranges; for {@link #FALLOCATE} the mode
   * @param operationFlags flags of the operation
   * @param buffer index of a registered buffer
   * @param userData value that the completion will carry
   */
  public void publish(
      byte operation,
      int file,
      boolean isRegistered,
      long offset,
      long address,
      int length,
      int operationFlags,
      int buffer,
      long userData) {
    long at = (long) (tail & mask) * ENTRY_BYTES;
    MemorySegment sqe = entries;
    // First the operation, its flags and its priority; then the file.
    int flags = isRegistered && operation != NOP ? FIXED_FILE << 8 : 0;
    sqe.set(LONG, at, (operation & 0xffL) | flags | (long) file << 32);
    sqe.set(LONG, at + 8, offset);
    sqe.set(LONG, at + 16, address);
    sqe.set(LONG, at + 24, (length & 0xffffffffL) | (long) operationFlags << 32);
    sqe.set(LONG, at + 32, userData);
    sqe.set(LONG, at + 40, buffer & 0xffffL);
    sqe.set(LONG, at + 48, 0L);
    sqe.set(LONG, at + 56, 0L);
    ATOMIC.setRelease(rings, tailAt, ++tail);
  }

  /** Returns the number of published entries that the kernel has not taken. */
  public int unsubmitted() {
    return (int) ATOMIC.getAcquire(rings, tailAt) - (int) ATOMIC.getAcquire(rings, headAt);
  }

  /**
   * Withdraws the published entries that the kernel has not taken. Called when no thread will call
   * {@link Entrance#enter} for them any more.
   *
   * @return number of withdrawn entries
   */
  public int withdraw() {
    int count = unsubmitted();
    tail -= count;
    ATOMIC.setRelease(rings, tailAt, tail);
    return count;
  }

  /**
   * Returns the user data of an entry that was published earlier.
   *
   * @param back distance from the next free entry back to the wanted entry, in entries
   */
  public long userDataBack(int back) {
    return entries.get(LONG, (long) ((tail - back) & mask) * ENTRY_BYTES + 32);
  }

  /** Returns the number of completions that are ready. */
  public int completions() {
    return (int) ATOMIC.getAcquire(rings, completionTailAt) - rings.get(INT, completionHeadAt);
  }

  /**
   * Returns the user data of a completion.
   *
   * @param index position, counted from the first completion that was not taken
   */
  public long userData(int index) {
    return rings.get(LONG, completionAt(index));
  }

  /**
   * Returns the result of a completion: a number of bytes, or a negated error number.
   *
   * @param index position, counted from the first completion that was not taken
   */
  public int result(int index) {
    return rings.get(INT, completionAt(index) + 8);
  }

  private long completionAt(int index) {
    int position = rings.get(INT, completionHeadAt) + index;
    return completionsAt + (long) (position & completionMask) * COMPLETION_BYTES;
  }

  /**
   * Takes completions off the ring; the kernel may then reuse their entries.
   *
   * @param count number of completions
   */
  public void take(int count) {
    ATOMIC.setRelease(rings, completionHeadAt, rings.get(INT, completionHeadAt) + count);
  }

  @Override
  public void close() throws IOException {
    MemorySegment error = arena.allocate(Libc.ERROR);
    Libc.munmap(error, entries);
    Libc.munmap(error, rings);
    arena.close();
    NativeFile.close(fd, "ring");
  }

  /**
   * The state that a thread needs to enter the kernel for this ring. Used by one thread at a time.
   */
  public final class Entrance {
    private final MemorySegment error = arena.allocate(Libc.ERROR);
    private int ring = fd;
    private int flags;

    private Entrance() {}

    /**
     * Binds this entrance to the calling thread for good, and registers the ring with the kernel
     * under a number of that thread. The kernel then need not look up the file and count its users
     * in each call, which costs more in a process with many threads. Has no effect on kernels
     * before 5.18.
     */
    public void keep() {
      try (Arena local = Arena.ofConfined()) {
        MemorySegment update = local.allocate(16, 8);
        update.set(INT, 0, -1);
        update.set(LONG, 8, fd);
        if (Libc.syscall(error, REGISTER, fd, REGISTER_RING_FDS, update.address(), 1, 0, 0) == 1) {
          ring = update.get(INT, 0);
          flags = REGISTERED_RING;
        }
      }
    }

    /**
     * Makes the kernel take entries, and optionally waits for a completion.
     *
     * @param submit number of entries to take
     * @param wait whether to return only when there is a completion
     * @return number of entries taken, or a negated error number
     */
    public int enter(int submit, boolean wait) {
      int with = wait ? flags | GET_EVENTS : flags;
      return (int) Libc.syscall(error, ENTER, ring, submit, wait ? 1 : 0, with, 0, 0);
    }
  }
}
