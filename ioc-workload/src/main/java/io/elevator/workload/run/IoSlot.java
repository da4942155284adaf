package io.elevator.workload.run;

import io.elevator.api.Bio;
import io.elevator.api.BioCallback;
import io.elevator.workload.job.Direction;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * A place for one I/O of a job: the bio with its memory, used again and again. Its fields belong to
 * the job's {@link SerialWork}; {@link #next} belongs to whatever list the slot is in.
 */
final class IoSlot implements BioCallback {
  /** What the I/O is for. */
  enum Kind {
    /** The job's pattern. */
    WORK,
    /** Reading back what must be there. */
    READ_BACK,
    /** A flush between writes. */
    FLUSH,
    /** A flush behind the last write, which fio does not count. */
    LAST_FLUSH
  }

  final Bio bio;
  final MemorySegment memory;

  Kind kind = Kind.WORK;

  /** Whether nothing is moved. */
  boolean isFlush() {
    return kind == Kind.FLUSH || kind == Kind.LAST_FLUSH;
  }

  Direction direction = Direction.READ;
  int file;
  long offset;
  int bytes;

  /** Bytes in {@link #memory} before the block: the part of its first sector that precedes it. */
  int head;

  /**
   * Step of a write that begins or ends within a sector. {@link PartWrites} owns this field, {@link
   * #writeFlags}, {@link #priority} and {@link #begunNanos}.
   */
  PartWrites.Step step = PartWrites.Step.OVER;

  int writeFlags;
  int priority = -1;

  /**
   * Time at which the first of several steps was submitted, in nanoseconds; 0 for an I/O of one
   * step.
   */
  long begunNanos;

  /** Number of the write that a block read back must have come by, −1 for any. */
  long write;

  /** Clock when the queue had taken the bio. */
  long takenNanos;

  /** Whether this slot holds an I/O that is prepared or in flight and has not ended. */
  boolean underWay;

  @Nullable IoSlot next;

  private final JobRunner job;

  IoSlot(JobRunner job, Bio bio, MemorySegment memory) {
    this.job = job;
    this.bio = bio;
    this.memory = memory;
  }

  /** The memory of the block alone. */
  MemorySegment block() {
    return head == 0 ? memory : memory.asSlice(head, bytes);
  }

  /** Returns the time at which the I/O, or its first step, was submitted, in nanoseconds. */
  long submittedNanos() {
    return begunNanos == 0 ? bio.submittedNanos() : begunNanos;
  }

  @Override
  public void ended(Bio endedBio) {
    job.ended(this);
  }
}
