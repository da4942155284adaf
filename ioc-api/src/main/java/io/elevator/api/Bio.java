package io.elevator.api;

import java.lang.foreign.MemorySegment;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * One I/O as an application submits it: a task, an operation, a byte range of a file or of the
 * device, and the memory that holds the data. {@link BlockLayer#newBio()} makes bios; no other
 * class implements this interface. The application describes a bio with the chaining methods,
 * submits it to a {@link RequestQueue}, and may use it again once its callback has been called.
 *
 * <p>A bio belongs to its submitter until submission and again from the callback on. In between it
 * belongs to the queue, and every changing method throws {@link IllegalStateException}. A bio is
 * not thread-safe; submission and callback order memory between submitter and queue. Offset and
 * length are bytes, and multiples of the queue's logical block.
 *
 * <p>The memory must be native, accessible from any thread, and open until the callback. A bio
 * whose memory is closed too early fails; other bios that were merged with it do not.
 *
 * <p><b>Never close the arena of a bio's memory before its callback.</b> With the {@code uring}
 * driver the kernel reads and writes the memory while no call of the JVM is in progress, so {@link
 * java.lang.foreign.Arena#close} succeeds. The kernel then overwrites memory that has a new owner
 * (a read), or writes the data of the new owner to the device (a write). The bio ends with {@link
 * BioStatus#IOERR}, but the damage is done. The driver's option {@code bounce=1} makes such a close
 * harmless at the cost of a copy. A bio that ended with {@link BioStatus#MEMORY_IN_USE} leaves its
 * memory to the device for good: neither close nor reuse that memory.
 */
public interface Bio {
  /**
   * Sets the task on whose behalf the I/O is done. A bio without a task takes, at each submission,
   * the task of the submitting thread ({@link Tasks#runAs}).
   */
  Bio task(Task value);

  /** Sets the group that the I/O is charged to, in place of the task's group. */
  Bio group(Group value);

  // Operations. Each replaces the operation that was set before.

  /**
   * Sets the operation to a read from the device that fills a segment.
   *
   * @param offset position in the device, in bytes
   */
  Bio read(long offset, MemorySegment into);

  /**
   * Sets the operation to a read from the device that fills a part of a segment.
   *
   * @param offset position in the device, in bytes
   * @param from start of the part in the segment, in bytes
   * @param length size of the part, in bytes
   */
  Bio read(long offset, MemorySegment into, long from, long length);

  /**
   * Sets the operation to a read from the device that fills several segments in their order. Empty
   * segments are left out.
   *
   * @param offset position in the device, in bytes
   */
  Bio read(long offset, MemorySegment[] into);

  /**
   * Sets the operation to a read from a file that fills a segment.
   *
   * @param offset position in the file, in bytes
   */
  Bio read(FileHandle file, long offset, MemorySegment into);

  /**
   * Sets the operation to a read from a file that fills a part of a segment.
   *
   * @param offset position in the file, in bytes
   * @param from start of the part in the segment, in bytes
   * @param length size of the part, in bytes
   */
  Bio read(FileHandle file, long offset, MemorySegment into, long from, long length);

  /**
   * Sets the operation to a read from a file that fills several segments in their order. Empty
   * segments are left out.
   *
   * @param offset position in the file, in bytes
   */
  Bio read(FileHandle file, long offset, MemorySegment[] into);

  /**
   * Sets the operation to a write of a segment to the device.
   *
   * @param offset position in the device, in bytes
   */
  Bio write(long offset, MemorySegment from);

  /**
   * Sets the operation to a write of a part of a segment to the device.
   *
   * @param offset position in the device, in bytes
   * @param start start of the part in the segment, in bytes
   * @param length size of the part, in bytes
   */
  Bio write(long offset, MemorySegment from, long start, long length);

  /**
   * Sets the operation to a write of several segments to the device, in their order. Empty segments
   * are left out.
   *
   * @param offset position in the device, in bytes
   */
  Bio write(long offset, MemorySegment[] from);

  /**
   * Sets the operation to a write of a segment to a file, possibly past the end of the file.
   *
   * @param offset position in the file, in bytes
   */
  Bio write(FileHandle file, long offset, MemorySegment from);

  /**
   * Sets the operation to a write of a part of a segment to a file, possibly past the end of the
   * file.
   *
   * @param offset position in the file, in bytes
   * @param start start of the part in the segment, in bytes
   * @param length size of the part, in bytes
   */
  Bio write(FileHandle file, long offset, MemorySegment from, long start, long length);

  /**
   * Sets the operation to a write of several segments to a file, in their order, possibly past the
   * end of the file. Empty segments are left out.
   *
   * @param offset position in the file, in bytes
   */
  Bio write(FileHandle file, long offset, MemorySegment[] from);

  /**
   * Sets the operation to a discard of a range of the device.
   *
   * @param offset start of the range, in bytes
   * @param length size of the range, in bytes
   */
  Bio discard(long offset, long length);

  /**
   * Sets the operation to a discard of a range of a file.
   *
   * @param offset start of the range, in bytes
   * @param length size of the range, in bytes
   */
  Bio discard(FileHandle file, long offset, long length);

  /**
   * Sets the operation to a secure erase of a range of the device: the data cannot be recovered.
   *
   * @param offset start of the range, in bytes
   * @param length size of the range, in bytes
   */
  Bio secureErase(long offset, long length);

  /**
   * Sets the operation to write-zeroes of a range of the device, which then reads as zeroes.
   *
   * @param offset start of the range, in bytes
   * @param length size of the range, in bytes
   */
  Bio writeZeroes(long offset, long length);

  /**
   * Sets the operation to write-zeroes of a range of a file, which then reads as zeroes.
   *
   * @param offset start of the range, in bytes
   * @param length size of the range, in bytes
   */
  Bio writeZeroes(FileHandle file, long offset, long length);

  /**
   * Sets the operation to a flush of the device's volatile cache: an empty synchronous write with
   * {@link BioFlags#PREFLUSH}. The drive's files are not flushed.
   */
  Bio flush();

  /**
   * Sets the operation to a flush of one file: makes the writes of that file durable that have
   * ended before the submission, and the length of the file. With {@link BioFlags#META} all
   * attributes of the file become durable. Writes of other files are neither waited for nor made
   * durable. The flush reaches the drive whether or not the device has a volatile cache, unless the
   * drive declares that each completed write of its files is durable. Flushes of several handles of
   * one file may be performed as one.
   */
  Bio flush(FileHandle file);

  /**
   * Sets the operation to a private command of the driver that moves data from the drive into a
   * segment. Driver and submitter agree on the meaning of the command; {@link #attach} passes it.
   * For {@link RequestQueue#execute}.
   */
  Bio driverIn(MemorySegment into);

  /**
   * Sets the operation to a private command of the driver that moves data from a segment to the
   * drive; otherwise as {@link #driverIn}.
   */
  Bio driverOut(MemorySegment from);

  // Details of the I/O.

  /**
   * Adds flags of {@link BioFlags} to the operation, before or after the operation is set. Setting
   * another operation removes the flags of the operation before.
   *
   * @throws IllegalArgumentException if the value has bits of the operation
   */
  Bio flags(int flags);

  /**
   * Sets an encoded priority for this bio in place of its task's; {@link IoPriority#NONE_VALUE}
   * restores the task's. Submission checks that the task may have the priority.
   */
  Bio priority(int value);

  /**
   * Limits how long the bio may wait for a request; the bio then ends with {@link
   * BioStatus#TIMEOUT}. Zero removes the limit, and so does a limit longer than 292 years, the
   * range of a clock of nanoseconds.
   *
   * @throws IllegalArgumentException if the limit is negative
   */
  Bio timeLimit(Duration limit);

  /** Sets the callback, which is called when the bio has ended. */
  Bio onEnd(BioCallback value);

  /** Sets an object of the submitter's own, which the library does not use. */
  Bio attach(@Nullable Object value);

  // Description.

  /**
   * Returns the task that was set, or that the last submission took from its thread; null if there
   * is none.
   */
  @Nullable Task task();

  /** Returns the group that the I/O is charged to; null before submission unless one was set. */
  @Nullable Group group();

  /** Returns operation and flags, see {@link BioFlags}. */
  int opAndFlags();

  /**
   * Returns the operation.
   *
   * @throws IllegalStateException if none was set
   */
  Operation operation();

  /** Returns the encoded priority. A bio without a class gets its task's at submission. */
  int priority();

  /** Returns the file that the offset refers to; null for the device of the queue. */
  @Nullable FileHandle handle();

  /** Returns the position in the file or device, in bytes. */
  long offset();

  /** Returns the length in bytes. */
  long length();

  /** Returns the position behind the last byte, in bytes. */
  default long endOffset() {
    return offset() + length();
  }

  /** Returns the length in sectors of 512 bytes, rounded up, as statistics count it. */
  default long sectors() {
    return (length() + 511) >>> 9;
  }

  /**
   * Returns the number of data segments; 1 for a discard, 0 for write-zeroes and an empty flush.
   */
  int segmentCount();

  /** Returns the memory of a data segment; the data starts at {@link #segmentOffset}. */
  MemorySegment segment(int index);

  /**
   * Returns the position in its memory at which the data of a segment starts, in bytes. Only the
   * first segment can have a position other than 0.
   */
  long segmentOffset(int index);

  /** Returns the length of a data segment, in bytes. */
  long segmentBytes(int index);

  /** Returns the submitter's object, or null. */
  @Nullable Object attachment();

  // Result.

  /** Returns the status with which the bio ended; {@link BioStatus#OK} before its end. */
  BioStatus status();

  /**
   * Returns the number of bytes that were moved, once the bio has ended; 0 before. Fewer than the
   * length if a read met the end of its file, or if the bio failed.
   */
  long transferred();

  /** Returns the facts about the failure of this bio, or null if it has not failed. */
  @Nullable BioFailure failure();

  /**
   * Returns a new exception that names operation, offset, length, queue and error of this bio, or
   * null if it has not failed. For use before the bio is described anew.
   */
  default @Nullable BioException exception() {
    BioFailure known = failure();
    return known == null ? null : new BioException(operation(), offset(), length(), known);
  }

  /** Returns the clock reading at submission, in nanoseconds; 0 before. */
  long submittedNanos();

  /** Returns the clock reading when a driver started the bio, in nanoseconds; 0 if none did. */
  long issuedNanos();

  /** Returns the clock reading at the end of the bio, in nanoseconds; 0 before. */
  long endedNanos();

  /** Returns the next bio of the same request, or null. For drivers. */
  @Nullable Bio next();
}
