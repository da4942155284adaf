package io.elevator.api;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One I/O on its way to a device: a task, an operation, a byte range of a file or of the device,
 * and the memory it moves. Made by {@link BlockLayer#newBio()}; described with the chaining
 * methods, submitted to a {@link RequestQueue}, and used again once its callback has been called.
 *
 * <p>A bio belongs to its submitter until submission and from its callback on; between them it
 * belongs to the queue and every changing method throws {@link IllegalStateException}. It is not
 * thread-safe: hand-over to and from the queue orders memory. Data memory must be native,
 * accessible from any thread and open until the callback; offset and length are bytes, and
 * multiples of the queue's logical block. A bio whose memory is closed too early fails, and no
 * other that was merged with it.
 *
 * <p><b>Never close the arena of a bio's memory before its callback.</b> The {@code uring} driver
 * lets the kernel read and write the memory without any call of the JVM in progress, so {@link
 * java.lang.foreign.Arena#close} succeeds, and the kernel then overwrites memory that belongs to a
 * new owner (a read) or writes the new owner's data to the device (a write). The bio ends with
 * {@link BioStatus#IOERR}, but the damage is done. The driver's option {@code bounce=1} makes such
 * a close harmless at the cost of a copy. A bio that ended with {@link BioStatus#MEMORY_IN_USE}
 * leaves its memory to the device for good: neither close nor reuse it.
 */
public abstract class Bio {
  /** Whose I/O it is; null until set. */
  protected @Nullable Task task;

  /** Group the I/O is charged to; taken from the task at submission when null. */
  protected @Nullable Group group;

  /** Operation and flags, see {@link BioFlags}. */
  protected int opAndFlags;

  /** Bit of {@link #derived}: the last submission took {@link #task} from the thread. */
  protected static final int TASK_DERIVED = 1;

  /** Bit of {@link #derived}: the last submission took {@link #priority} from the task. */
  protected static final int PRIORITY_DERIVED = 1 << 1;

  /** Bit of {@link #derived}: the last submission took {@link #group} from the task. */
  protected static final int GROUP_DERIVED = 1 << 2;

  /** Values that the last submission derived, and that the next one derives anew. */
  protected int derived;

  /** State of {@link #operationState} while no operation was ever set. */
  protected static final int NO_OPERATION = 0;

  /** State of {@link #operationState} when the operation was set before the last submission. */
  protected static final int SUBMITTED_OPERATION = 1;

  /** State of {@link #operationState} when the operation was set after the last submission. */
  protected static final int NEW_OPERATION = 2;

  /** Whether, and since when, this bio has an operation. */
  protected int operationState = NO_OPERATION;

  /** Flags that were added since the last submission and before the operation that they are for. */
  private int flagsAhead;

  /** Encoded {@link IoPriority}; class none takes the task's effective priority at submission. */
  protected int priority;

  /** File that the offset refers to; null for the device of the queue. */
  protected @Nullable FileHandle handle;

  /** Position in the file or device, in bytes. */
  protected long offset;

  /** Length in bytes. */
  protected long length;

  /** Position by which elevators order the bio, from its submission on. */
  protected long sortKey;

  /** Number of bytes that were moved. */
  protected long transferred;

  /** Number of data segments, or what the operation counts as. */
  protected int segmentCount;

  /** The one data segment, when there is exactly one. */
  protected @Nullable MemorySegment memory;

  /** Where in the first data segment the data starts, in bytes. */
  protected long memoryOffset;

  /**
   * The memory of the data segments, when there are several: those from {@link #vectorStart}, the
   * first from {@link #memoryOffset}, the last up to {@link #lastSegmentBytes}. Never written, as
   * the pieces of a split bio share it.
   */
  protected MemorySegment @Nullable [] vector;

  /** Index in {@link #vector} of the first data segment. */
  protected int vectorStart;

  /** Length of the last data segment of {@link #vector}, in bytes. */
  protected long lastSegmentBytes;

  /** Whether a data segment refuses writes. */
  protected boolean readOnlyMemory;

  /** How it ended. */
  protected BioStatus status = BioStatus.OK;

  /** Facts about the failure; null while {@link #status} is {@link BioStatus#OK}. */
  protected @Nullable BioFailure failure;

  /** Called at its end. */
  protected @Nullable BioCallback callback;

  /** For the submitter alone. */
  protected @Nullable Object attachment;

  /** How long it may wait for a request, in nanoseconds; 0 means without limit. */
  protected long timeLimitNanos;

  /** Clock at submission, 0 before. */
  protected long submittedNanos;

  /** Clock when a driver took it, 0 if none did. */
  protected long issuedNanos;

  /** Clock at its end, 0 before. */
  protected long endedNanos;

  /** The next bio of the list or request it is in. */
  protected @Nullable Bio next;

  /** Only the library's core makes bios. */
  protected Bio() {}

  /**
   * Refuses a change while the queue owns the bio.
   *
   * @throws IllegalStateException if it has been submitted and has not ended
   */
  protected abstract void requireOwned();

  /**
   * Sets the task whose I/O this bio is. A bio that names no task takes, at each submission, the
   * task that the submitting thread carries ({@link Tasks#runAs}).
   */
  public final Bio task(Task value) {
    requireOwned();
    task = value;
    group = null;
    derived &= ~(TASK_DERIVED | GROUP_DERIVED);
    return this;
  }

  /** Sets a group other than the task's. */
  public final Bio group(Group value) {
    requireOwned();
    group = value;
    derived &= ~GROUP_DERIVED;
    return this;
  }

  /**
   * Reads into a whole segment, from the device.
   *
   * @param offset position in the device, in bytes
   */
  public final Bio read(long offset, MemorySegment into) {
    return data(Operation.READ, null, offset, into, 0, into.byteSize());
  }

  /**
   * Reads into part of a segment, from the device.
   *
   * @param offset position in the device, in bytes
   * @param from start of the part, in bytes
   * @param length size of the part, in bytes
   */
  public final Bio read(long offset, MemorySegment into, long from, long length) {
    return data(Operation.READ, null, offset, into, from, length);
  }

  /**
   * Reads into several segments, in order, from the device; empty segments are left out.
   *
   * @param offset position in the device, in bytes
   */
  public final Bio read(long offset, MemorySegment[] into) {
    return data(Operation.READ, null, offset, into);
  }

  /**
   * Reads into a whole segment, from a file.
   *
   * @param offset position in the file, in bytes
   */
  public final Bio read(FileHandle file, long offset, MemorySegment into) {
    return data(Operation.READ, file, offset, into, 0, into.byteSize());
  }

  /**
   * Reads into part of a segment, from a file.
   *
   * @param offset position in the file, in bytes
   * @param from start of the part, in bytes
   * @param length size of the part, in bytes
   */
  public final Bio read(FileHandle file, long offset, MemorySegment into, long from, long length) {
    return data(Operation.READ, file, offset, into, from, length);
  }

  /**
   * Reads into several segments, in order, from a file; empty segments are left out.
   *
   * @param offset position in the file, in bytes
   */
  public final Bio read(FileHandle file, long offset, MemorySegment[] into) {
    return data(Operation.READ, file, offset, into);
  }

  /**
   * Writes a whole segment to the device.
   *
   * @param offset position in the device, in bytes
   */
  public final Bio write(long offset, MemorySegment from) {
    return data(Operation.WRITE, null, offset, from, 0, from.byteSize());
  }

  /**
   * Writes part of a segment to the device.
   *
   * @param offset position in the device, in bytes
   * @param start start of the part, in bytes
   * @param length size of the part, in bytes
   */
  public final Bio write(long offset, MemorySegment from, long start, long length) {
    return data(Operation.WRITE, null, offset, from, start, length);
  }

  /**
   * Writes several segments, in order, to the device; empty segments are left out.
   *
   * @param offset position in the device, in bytes
   */
  public final Bio write(long offset, MemorySegment[] from) {
    return data(Operation.WRITE, null, offset, from);
  }

  /**
   * Writes a whole segment to a file, possibly past its end.
   *
   * @param offset position in the file, in bytes
   */
  public final Bio write(FileHandle file, long offset, MemorySegment from) {
    return data(Operation.WRITE, file, offset, from, 0, from.byteSize());
  }

  /**
   * Writes part of a segment to a file, possibly past its end.
   *
   * @param offset position in the file, in bytes
   * @param start start of the part, in bytes
   * @param length size of the part, in bytes
   */
  public final Bio write(
      FileHandle file, long offset, MemorySegment from, long start, long length) {
    return data(Operation.WRITE, file, offset, from, start, length);
  }

  /**
   * Writes several segments, in order, to a file, possibly past its end; empty segments are left
   * out.
   *
   * @param offset position in the file, in bytes
   */
  public final Bio write(FileHandle file, long offset, MemorySegment[] from) {
    return data(Operation.WRITE, file, offset, from);
  }

  /**
   * Discards a range of the device.
   *
   * @param offset start of the range, in bytes
   * @param length size of the range, in bytes
   */
  public final Bio discard(long offset, long length) {
    return range(Operation.DISCARD, null, offset, length, 1);
  }

  /**
   * Discards a range of a file.
   *
   * @param offset start of the range, in bytes
   * @param length size of the range, in bytes
   */
  public final Bio discard(FileHandle file, long offset, long length) {
    return range(Operation.DISCARD, file, offset, length, 1);
  }

  /**
   * Erases a range of the device beyond recovery.
   *
   * @param offset start of the range, in bytes
   * @param length size of the range, in bytes
   */
  public final Bio secureErase(long offset, long length) {
    return range(Operation.SECURE_ERASE, null, offset, length, 1);
  }

  /**
   * Makes a range of the device read as zeroes.
   *
   * @param offset start of the range, in bytes
   * @param length size of the range, in bytes
   */
  public final Bio writeZeroes(long offset, long length) {
    return range(Operation.WRITE_ZEROES, null, offset, length, 0);
  }

  /**
   * Makes a range of a file read as zeroes.
   *
   * @param offset start of the range, in bytes
   * @param length size of the range, in bytes
   */
  public final Bio writeZeroes(FileHandle file, long offset, long length) {
    return range(Operation.WRITE_ZEROES, file, offset, length, 0);
  }

  /**
   * Writes the device's volatile cache out: an empty synchronous write with {@link
   * BioFlags#PREFLUSH}.
   */
  public final Bio flush() {
    range(Operation.WRITE, null, 0, 0, 0);
    opAndFlags |= BioFlags.PREFLUSH | BioFlags.SYNC;
    return this;
  }

  /**
   * A command of the driver's own that fills a segment; what it asks for is the driver's and the
   * submitter's matter ({@link #attachment}). For {@link RequestQueue#execute}.
   */
  public final Bio driverIn(MemorySegment into) {
    return data(Operation.DRV_IN, null, 0, into, 0, into.byteSize());
  }

  /** A command of the driver's own that takes a segment; see {@link #driverIn}. */
  public final Bio driverOut(MemorySegment from) {
    return data(Operation.DRV_OUT, null, 0, from, 0, from.byteSize());
  }

  private Bio data(
      Operation operation,
      @Nullable FileHandle file,
      long position,
      MemorySegment segment,
      long start,
      long size) {
    requireOwned();
    if (start < 0 || size < 0 || start > segment.byteSize() - size) {
      throw new IndexOutOfBoundsException(
          "bytes "
              + start
              + " to "
              + (start + size)
              + " are outside a segment of "
              + segment.byteSize()
              + " bytes");
    }
    requireUsable(segment);
    setOperation(operation);
    handle = file;
    offset = position;
    length = size;
    segmentCount = 1;
    memory = segment;
    memoryOffset = start;
    vector = null;
    readOnlyMemory = segment.isReadOnly();
    return this;
  }

  private Bio data(
      Operation operation, @Nullable FileHandle file, long position, MemorySegment[] segments) {
    requireOwned();
    // Copied first, so that a change of the caller's array cannot pass by the checks.
    MemorySegment[] used = segments.clone();
    int count = 0;
    long size = 0;
    boolean readOnly = false;
    for (MemorySegment segment : used) {
      requireUsable(segment);
      if (segment.byteSize() > 0) {
        size += segment.byteSize();
        readOnly |= segment.isReadOnly();
        used[count++] = segment;
      }
    }
    setOperation(operation);
    handle = file;
    offset = position;
    length = size;
    segmentCount = count;
    memory = null;
    memoryOffset = 0;
    vector = count == used.length ? used : Arrays.copyOf(used, count);
    vectorStart = 0;
    lastSegmentBytes = count == 0 ? 0 : used[count - 1].byteSize();
    readOnlyMemory = readOnly;
    return this;
  }

  private Bio range(
      Operation operation, @Nullable FileHandle file, long position, long size, int segments) {
    requireOwned();
    if (size < 0) {
      throw new IllegalArgumentException("a length of " + size + " bytes is negative");
    }
    setOperation(operation);
    handle = file;
    offset = position;
    length = size;
    segmentCount = segments;
    memory = null;
    memoryOffset = 0;
    vector = null;
    readOnlyMemory = false;
    return this;
  }

  /** Replaces the operation and its flags; keeps flags that were added for this operation. */
  private void setOperation(Operation operation) {
    opAndFlags = operation.code() | flagsAhead;
    flagsAhead = 0;
    operationState = NEW_OPERATION;
  }

  /** Notes that the bio is submitted: flags added from now on are for the next submission. */
  protected final void closeDescription() {
    flagsAhead = 0;
    operationState = SUBMITTED_OPERATION;
  }

  private static void requireUsable(MemorySegment segment) {
    if (!segment.isNative()) {
      throw new IllegalArgumentException(
          "the data of a bio must be native memory, not a heap segment");
    }
    if (!segment.isAccessibleBy(PROBE)) {
      throw new IllegalArgumentException(
          "the data of a bio must be accessible from any thread; a confined arena's memory is not");
    }
  }

  /** A thread that is nobody's: memory that it may touch is not confined. Never started. */
  private static final Thread PROBE = Thread.ofPlatform().name("ioc-probe").unstarted(() -> {});

  /**
   * Adds flags of {@link BioFlags} to the operation, before or after the operation is set. An
   * operation that is set after another one replaces that one with its flags.
   *
   * @throws IllegalArgumentException if the value has bits of the operation
   */
  public final Bio flags(int flags) {
    requireOwned();
    if ((flags & BioFlags.OPERATION_MASK) != 0) {
      throw new IllegalArgumentException(
          "the flags 0x"
              + Integer.toHexString(flags)
              + " of a bio have bits of the operation; expected flags of BioFlags only");
    }
    opAndFlags |= flags;
    if (operationState != NEW_OPERATION) {
      flagsAhead |= flags;
    }
    return this;
  }

  /**
   * Sets an encoded priority for this bio in place of its task's; {@link IoPriority#NONE_VALUE} for
   * the task's again. Submission checks that the task may have the priority.
   */
  public final Bio priority(int value) {
    requireOwned();
    if ((value & ~0xffff) != 0) {
      throw new IllegalArgumentException("I/O priority value " + value + " is not in 0..65535");
    }
    priority = value;
    derived &= ~PRIORITY_DERIVED;
    return this;
  }

  /**
   * Limits how long it may wait for a request; it ends with {@link BioStatus#TIMEOUT} then. Zero
   * removes the limit, and so does a limit longer than a clock of nanoseconds can tell (292 years).
   *
   * @throws IllegalArgumentException if the limit is negative
   */
  public final Bio timeLimit(Duration limit) {
    requireOwned();
    if (limit.isNegative()) {
      throw new IllegalArgumentException("a time limit of " + limit + " is negative");
    }
    // Saturates, where Duration.toNanos would throw.
    timeLimitNanos = TimeUnit.NANOSECONDS.convert(limit);
    return this;
  }

  /** Sets what is called at its end. */
  public final Bio onEnd(BioCallback value) {
    requireOwned();
    callback = value;
    return this;
  }

  /** Keeps an object for the submitter. */
  public final Bio attach(@Nullable Object value) {
    requireOwned();
    attachment = value;
    return this;
  }

  /**
   * Returns the task that was set, or that the last submission took from its thread; null without
   * one.
   */
  public final @Nullable Task task() {
    return task;
  }

  /** Returns the group it is charged to, or null before submission. */
  public final @Nullable Group group() {
    return group;
  }

  /** Returns operation and flags, see {@link BioFlags}. */
  public final int opAndFlags() {
    return opAndFlags;
  }

  /**
   * Returns the operation.
   *
   * @throws IllegalStateException if none was set
   */
  public final Operation operation() {
    if (operationState == NO_OPERATION) {
      throw new IllegalStateException(
          "the bio has no operation; expected Bio.read, write, discard or another one");
    }
    return Operation.of(opAndFlags);
  }

  /** Returns the encoded priority; at submission it takes the task's if it has no class. */
  public final int priority() {
    return priority;
  }

  /** Returns the file that the offset refers to; null for the device of the queue. */
  public final @Nullable FileHandle handle() {
    return handle;
  }

  /** Returns the position in the file or device, in bytes. */
  public final long offset() {
    return offset;
  }

  /** Returns the length in bytes. */
  public final long length() {
    return length;
  }

  /** Returns the position behind the last byte, in bytes. */
  public final long endOffset() {
    return offset + length;
  }

  /** Returns the length in sectors of 512 bytes, rounded up, as elevators and statistics count. */
  public final long sectors() {
    return (length + 511) >>> 9;
  }

  /**
   * Returns the position by which elevators order the bio; valid while a queue has the bio. Nothing
   * turns a sort key back into an offset.
   */
  public final long sortKey() {
    return sortKey;
  }

  /** Returns the sort key of the byte behind the last one. */
  public final long endSortKey() {
    return sortKey + (((offset & 511) + length) >>> 9);
  }

  /**
   * Returns the number of bytes that were moved, once the bio has ended. Fewer than the length if a
   * read met the end of its file, or if the bio failed; 0 before.
   */
  public final long transferred() {
    return transferred;
  }

  /**
   * Returns the number of data segments; 1 for a discard, 0 for write-zeroes and an empty flush.
   */
  public final int segmentCount() {
    return segmentCount;
  }

  /** Returns the memory of a data segment; the data starts at {@link #segmentOffset}. */
  public final MemorySegment segment(int index) {
    MemorySegment one = memory;
    if (one != null && index == 0) {
      return one;
    }
    MemorySegment[] several = vector;
    if (several == null) {
      throw new IndexOutOfBoundsException("no data segment " + index);
    }
    return several[vectorStart + Objects.checkIndex(index, segmentCount)];
  }

  /**
   * Returns where in its memory a data segment starts, in bytes; other than 0 for the first one
   * only.
   */
  public final long segmentOffset(int index) {
    return index == 0 || vector == null ? memoryOffset : 0;
  }

  /** Returns the length of a data segment, in bytes. */
  public final long segmentBytes(int index) {
    MemorySegment[] several = vector;
    if (several == null) {
      return length;
    }
    if (Objects.checkIndex(index, segmentCount) == segmentCount - 1) {
      return lastSegmentBytes;
    }
    long size = several[vectorStart + index].byteSize();
    return index == 0 ? size - memoryOffset : size;
  }

  /** Returns how it ended; {@link BioStatus#OK} before. */
  public final BioStatus status() {
    return status;
  }

  /** Returns the facts about the failure of this bio, or null if it has not failed. */
  public final @Nullable BioFailure failure() {
    if (status == BioStatus.OK) {
      return null;
    }
    BioFailure known = failure;
    // Without memory for the facts a bio fails with its status alone.
    return known != null ? known : new BioFailure(status, 0, offset, "", null);
  }

  /**
   * Returns a new exception that names operation, offset, length, queue and error of this bio, or
   * null if it has not failed. Called before the bio is described anew.
   */
  public final @Nullable BioException exception() {
    BioFailure known = failure();
    return known == null ? null : new BioException(operation(), offset, length, known);
  }

  /** Returns the submitter's object. */
  public final @Nullable Object attachment() {
    return attachment;
  }

  /** Returns the clock at submission, 0 before. */
  public final long submittedNanos() {
    return submittedNanos;
  }

  /** Returns the clock when a driver took it, 0 if none did. */
  public final long issuedNanos() {
    return issuedNanos;
  }

  /** Returns the clock at its end, 0 before. */
  public final long endedNanos() {
    return endedNanos;
  }

  /** Returns the next bio of the same request, or null; for drivers. */
  public final @Nullable Bio next() {
    return next;
  }

  @Override
  public String toString() {
    if (operationState == NO_OPERATION) {
      return "without an operation";
    }
    return Operation.of(opAndFlags)
        + " of "
        + length
        + " bytes at "
        + offset
        + (handle == null ? "" : " of " + handle);
  }
}
