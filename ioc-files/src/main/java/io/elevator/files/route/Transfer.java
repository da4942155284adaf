package io.elevator.files.route;

import io.elevator.api.Bio;
import io.elevator.api.BioCallback;
import io.elevator.api.BioFlags;
import io.elevator.api.BioStatus;
import io.elevator.api.FileHandle;
import io.elevator.api.Operation;
import io.elevator.api.Task;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One I/O of a file. Reused, with its bio, so that a read allocates nothing once warm. Belongs to
 * one operation at a time; the route orders memory between the start and the end of the transfer.
 */
public final class Transfer implements BioCallback {
  /** Bio of the transfer; null on a route without queue. */
  final @Nullable Bio bio;

  Operation operation = Operation.READ;
  @Nullable FileHandle file;
  long offset;
  long length;
  @Nullable MemorySegment memory;
  long start;
  int flags;
  @Nullable TransferEnd end;

  private @Nullable Task task;
  private Duration limit = Duration.ZERO;
  private BioStatus status = BioStatus.OK;
  private long transferred;
  private @Nullable Throwable cause;

  Transfer(@Nullable Bio bio) {
    this.bio = bio;
    if (bio != null) {
      bio.onEnd(this);
    }
  }

  /**
   * Sets for whom the I/O is done.
   *
   * @param value task; null for the task of the thread, or that of the disk
   * @param longest longest wait for a request; zero for none
   */
  public Transfer by(@Nullable Task value, Duration longest) {
    task = value;
    if (!limit.equals(longest)) {
      limit = longest;
      if (bio != null) {
        bio.timeLimit(longest);
      }
    }
    return this;
  }

  /** Describes a read from a file into a part of a segment. */
  public Transfer read(FileHandle from, long position, MemorySegment into, long first, long bytes) {
    return describe(Operation.READ, from, position, into, first, bytes, 0);
  }

  /**
   * Describes a write of a part of a segment to a file.
   *
   * @param forced whether the bytes must be durable when the write ends
   */
  public Transfer write(
      FileHandle to, long position, MemorySegment from, long first, long bytes, boolean forced) {
    int bits = forced ? BioFlags.SYNC | BioFlags.FUA : 0;
    return describe(Operation.WRITE, to, position, from, first, bytes, bits);
  }

  /**
   * Describes a flush of a file.
   *
   * @param metadata whether all attributes of the file become durable
   */
  public Transfer flush(FileHandle of, boolean metadata) {
    int bits = metadata ? BioFlags.META : 0;
    return describe(Operation.FLUSH, of, 0, null, 0, 0, bits);
  }

  /** Describes the discard of a range of a file, which then reads as zeroes. */
  public Transfer discard(FileHandle of, long position, long bytes) {
    return describe(Operation.DISCARD, of, position, null, 0, bytes, 0);
  }

  private Transfer describe(
      Operation what,
      FileHandle of,
      long position,
      @Nullable MemorySegment segment,
      long first,
      long bytes,
      int bits) {
    operation = what;
    file = of;
    offset = position;
    memory = segment;
    start = first;
    length = bytes;
    flags = bits;
    status = BioStatus.OK;
    transferred = 0;
    cause = null;
    return this;
  }

  /** Describes the bio as this transfer; called before each submission. */
  Bio describeBio(Task given) {
    Bio described = bio;
    FileHandle of = file;
    if (described == null || of == null) {
      throw new IllegalStateException("a transfer without bio or file");
    }
    described.task(task == null ? given : task);
    MemorySegment segment = memory;
    if (segment == null) {
      if (operation == Operation.FLUSH) {
        described.flush(of);
      } else {
        described.discard(of, offset, length);
      }
    } else if (operation == Operation.READ) {
      described.read(of, offset, segment, start, length);
    } else {
      described.write(of, offset, segment, start, length);
    }
    if (flags != 0) {
      described.flags(flags);
    }
    return described;
  }

  /** Returns whether a task was given. */
  boolean hasTask() {
    return task != null;
  }

  @Override
  public void ended(Bio ended) {
    take(ended);
    TransferEnd next = end;
    // A thread that waits for the bio sets no end.
    if (next != null) {
      end = null;
      next.ended(this);
    }
  }

  private void take(Bio ended) {
    status = ended.status();
    transferred = ended.transferred();
    cause = null;
  }

  /** Sets the result of a transfer without bio. */
  void result(BioStatus how, long bytes, @Nullable Throwable why) {
    status = how;
    transferred = bytes;
    cause = why;
  }

  /** Returns the status with which the transfer ended. */
  public BioStatus status() {
    return status;
  }

  /** Returns the number of bytes that were moved; fewer than asked at the end of the file. */
  public long transferred() {
    return transferred;
  }

  /**
   * Returns an exception that names operation, file, offset and cause of a failed transfer. For use
   * before the transfer is released.
   */
  public IOException failure() {
    Throwable why = cause;
    if (why == null && bio != null) {
      why = bio.exception();
    }
    String text =
        operation.name().toLowerCase(Locale.ROOT)
            + " of "
            + length
            + " bytes at byte "
            + offset
            + " of "
            + file
            + " failed: "
            + status.description()
            + (status.errno().isEmpty() ? "" : " (" + status.errno() + ")");
    return new IOException(text, why);
  }

  /** Removes references to memory and file, which the pool must not keep alive. */
  void forget() {
    file = null;
    memory = null;
    end = null;
    task = null;
    cause = null;
  }
}
