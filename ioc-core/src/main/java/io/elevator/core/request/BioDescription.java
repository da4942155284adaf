package io.elevator.core.request;

import io.elevator.api.Bio;
import io.elevator.api.BioCallback;
import io.elevator.api.BioFlags;
import io.elevator.api.FileHandle;
import io.elevator.api.Group;
import io.elevator.api.IoPriority;
import io.elevator.api.Operation;
import io.elevator.api.Task;
import io.elevator.spi.SubmittedBio;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The part of a bio that describes the I/O: the application sets it, and elevators and drivers read
 * it. {@link BioResult} adds the result; {@link CoreBio} knows whether the submitter or the queue
 * owns the bio.
 */
public abstract class BioDescription implements Bio, SubmittedBio {
  /**
   * Bit of {@link #derived}: the last submission set {@link #task} to the task of the submitting
   * thread.
   */
  static final int TASK_DERIVED = 1;

  /** Bit of {@link #derived}: the last submission set {@link #priority} to that of the task. */
  static final int PRIORITY_DERIVED = 1 << 1;

  /** Bit of {@link #derived}: the last submission set {@link #group} to that of the task. */
  static final int GROUP_DERIVED = 1 << 2;

  /** Value of {@link #operationState} while no operation was ever set. */
  static final int NO_OPERATION = 0;

  /** Value of {@link #operationState} if the operation was set before the last submission. */
  static final int SUBMITTED_OPERATION = 1;

  /** Value of {@link #operationState} if the operation was set after the last submission. */
  static final int NEW_OPERATION = 2;

  /** Task on whose behalf the I/O is done; null until one is set or derived. */
  @Nullable Task task;

  /** Group that the I/O of this bio is charged to; null until a group is set or derived. */
  @Nullable Group group;

  /** Operation of this bio and its flags, see {@link BioFlags}. */
  int opAndFlags;

  /**
   * Bits for the values that the last submission derived; the next submission derives them again.
   */
  int derived;

  /**
   * State of the operation: {@link #NO_OPERATION}, {@link #SUBMITTED_OPERATION} or {@link
   * #NEW_OPERATION}.
   */
  int operationState = NO_OPERATION;

  /**
   * Flags that were added since the last submission, before the operation was set for which they
   * are meant.
   */
  private int flagsAhead;

  /**
   * Encoded {@link IoPriority}. If its class is none, the submission sets it to the task's
   * effective priority.
   */
  int priority;

  /** File that the offset refers to, as the submitter named it; null for the device. */
  @Nullable FileHandle handle;

  /** Position of the I/O in the file or device, in bytes. */
  long offset;

  /** Length of the I/O, in bytes. */
  long length;

  /** Position by which elevators order this bio; valid from the submission on. */
  long sortKey;

  /** Memory that contains the data of this bio. */
  final BioMemory memory = new BioMemory();

  /** Callback that is called at the end of this bio, or null. */
  @Nullable BioCallback callback;

  /** Object that the submitter has attached to this bio; the library does not use it. */
  private @Nullable Object attachment;

  /** Longest time that the bio may wait for a request, in nanoseconds; 0 for no limit. */
  long timeLimitNanos;

  /** Next bio of the list or request that this bio is in, or null. */
  @Nullable Bio next;

  /** Creates a bio without an operation. */
  protected BioDescription() {}

  /**
   * Checks that the submitter owns this bio, so that it may change the bio.
   *
   * @throws IllegalStateException if the bio was submitted and has not ended
   */
  protected abstract void requireOwned();

  @Override
  public final Bio task(Task value) {
    requireOwned();
    task = value;
    group = null;
    derived &= ~(TASK_DERIVED | GROUP_DERIVED);
    return this;
  }

  @Override
  public final Bio group(Group value) {
    requireOwned();
    group = value;
    derived &= ~GROUP_DERIVED;
    return this;
  }

  @Override
  public final Bio read(long position, MemorySegment into) {
    return data(Operation.READ, null, position, into, 0, into.byteSize());
  }

  @Override
  public final Bio read(long position, MemorySegment into, long from, long size) {
    return data(Operation.READ, null, position, into, from, size);
  }

  @Override
  public final Bio read(long position, MemorySegment[] into) {
    return data(Operation.READ, null, position, into);
  }

  @Override
  public final Bio read(FileHandle file, long position, MemorySegment into) {
    return data(Operation.READ, file, position, into, 0, into.byteSize());
  }

  @Override
  public final Bio read(FileHandle file, long position, MemorySegment into, long from, long size) {
    return data(Operation.READ, file, position, into, from, size);
  }

  @Override
  public final Bio read(FileHandle file, long position, MemorySegment[] into) {
    return data(Operation.READ, file, position, into);
  }

  @Override
  public final Bio write(long position, MemorySegment from) {
    return data(Operation.WRITE, null, position, from, 0, from.byteSize());
  }

  @Override
  public final Bio write(long position, MemorySegment from, long start, long size) {
    return data(Operation.WRITE, null, position, from, start, size);
  }

  @Override
  public final Bio write(long position, MemorySegment[] from) {
    return data(Operation.WRITE, null, position, from);
  }

  @Override
  public final Bio write(FileHandle file, long position, MemorySegment from) {
    return data(Operation.WRITE, file, position, from, 0, from.byteSize());
  }

  @Override
  public final Bio write(
      FileHandle file, long position, MemorySegment from, long start, long size) {
    return data(Operation.WRITE, file, position, from, start, size);
  }

  @Override
  public final Bio write(FileHandle file, long position, MemorySegment[] from) {
    return data(Operation.WRITE, file, position, from);
  }

  @Override
  public final Bio discard(long position, long size) {
    return range(Operation.DISCARD, null, position, size, 1);
  }

  @Override
  public final Bio discard(FileHandle file, long position, long size) {
    return range(Operation.DISCARD, file, position, size, 1);
  }

  @Override
  public final Bio secureErase(long position, long size) {
    return range(Operation.SECURE_ERASE, null, position, size, 1);
  }

  @Override
  public final Bio writeZeroes(long position, long size) {
    return range(Operation.WRITE_ZEROES, null, position, size, 0);
  }

  @Override
  public final Bio writeZeroes(FileHandle file, long position, long size) {
    return range(Operation.WRITE_ZEROES, file, position, size, 0);
  }

  @Override
  public final Bio flush() {
    return emptyFlush(null);
  }

  @Override
  public final Bio flush(FileHandle file) {
    return emptyFlush(file);
  }

  private Bio emptyFlush(@Nullable FileHandle file) {
    Bio ignored = range(Operation.WRITE, file, 0, 0, 0);
    opAndFlags |= BioFlags.PREFLUSH | BioFlags.SYNC;
    return this;
  }

  @Override
  public final Bio driverIn(MemorySegment into) {
    return data(Operation.DRV_IN, null, 0, into, 0, into.byteSize());
  }

  @Override
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
    memory.set(segment, start, size);
    return describe(operation, file, position, size);
  }

  private Bio data(
      Operation operation, @Nullable FileHandle file, long position, MemorySegment[] segments) {
    requireOwned();
    return describe(operation, file, position, memory.set(segments));
  }

  private Bio range(
      Operation operation, @Nullable FileHandle file, long position, long size, int segments) {
    requireOwned();
    if (size < 0) {
      throw new IllegalArgumentException("a length of " + size + " bytes is negative");
    }
    memory.clear(segments);
    return describe(operation, file, position, size);
  }

  /**
   * Sets the operation, the file, the position and the length. Flags that were added for this
   * operation stay set.
   */
  private Bio describe(Operation operation, @Nullable FileHandle file, long position, long size) {
    opAndFlags = operation.code() | flagsAhead;
    flagsAhead = 0;
    operationState = NEW_OPERATION;
    handle = file;
    offset = position;
    length = size;
    return this;
  }

  /**
   * Ends the description of the I/O at its submission. Flags that are added from now on are for the
   * next submission.
   */
  final void closeDescription() {
    flagsAhead = 0;
    operationState = SUBMITTED_OPERATION;
  }

  @Override
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

  @Override
  public final Bio priority(int value) {
    requireOwned();
    if ((value & ~0xffff) != 0) {
      throw new IllegalArgumentException("I/O priority value " + value + " is not in 0..65535");
    }
    priority = value;
    derived &= ~PRIORITY_DERIVED;
    return this;
  }

  @Override
  public final Bio timeLimit(Duration limit) {
    requireOwned();
    if (limit.isNegative()) {
      throw new IllegalArgumentException("a time limit of " + limit + " is negative");
    }
    // This conversion limits the result to Long.MAX_VALUE, where Duration.toNanos would throw.
    timeLimitNanos = TimeUnit.NANOSECONDS.convert(limit);
    return this;
  }

  @Override
  public final Bio onEnd(BioCallback value) {
    requireOwned();
    callback = value;
    return this;
  }

  @Override
  public final Bio attach(@Nullable Object value) {
    requireOwned();
    attachment = value;
    return this;
  }

  @Override
  public final @Nullable Task task() {
    return task;
  }

  @Override
  public final @Nullable Group group() {
    return group;
  }

  @Override
  public final int opAndFlags() {
    return opAndFlags;
  }

  @Override
  public final Operation operation() {
    if (operationState == NO_OPERATION) {
      throw new IllegalStateException(
          "the bio has no operation; expected Bio.read, write, discard or another one");
    }
    return Operation.of(opAndFlags);
  }

  @Override
  public final int priority() {
    return priority;
  }

  @Override
  public final @Nullable FileHandle handle() {
    return handle;
  }

  @Override
  public final long offset() {
    return offset;
  }

  @Override
  public final long length() {
    return length;
  }

  @Override
  public final long endOffset() {
    return offset + length;
  }

  @Override
  public final long sectors() {
    return (length + 511) >>> 9;
  }

  @Override
  public final long sortKey() {
    return sortKey;
  }

  @Override
  public final long endSortKey() {
    return sortKey + (((offset & 511) + length) >>> 9);
  }

  @Override
  public final int segmentCount() {
    return memory.count();
  }

  @Override
  public final MemorySegment segment(int index) {
    return memory.segment(index);
  }

  @Override
  public final long segmentOffset(int index) {
    return memory.offset(index);
  }

  @Override
  public final long segmentBytes(int index) {
    return memory.bytes(index, length);
  }

  @Override
  public final @Nullable Object attachment() {
    return attachment;
  }

  @Override
  public final @Nullable Bio next() {
    return next;
  }

  /** Sets the next bio of the same list or request; null for none. */
  public final void linkNext(@Nullable Bio bio) {
    next = bio;
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
