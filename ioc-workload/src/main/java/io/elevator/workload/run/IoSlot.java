package io.elevator.workload.run;

import io.elevator.api.Bio;
import io.elevator.api.BioCallback;
import io.elevator.workload.job.Direction;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * Reusable slot for one I/O of a job: it has the bio and its memory. Its fields are used by the
 * job's {@link SerialWork} only, except {@link #next}, which the list that contains the slot uses.
 */
final class IoSlot implements BioCallback {
  /** Purpose of an I/O of a job. */
  enum Kind {
    /** WORK: an I/O of the job's pattern. */
    WORK,
    /** READ_BACK: a read of a block that was written, to verify it. */
    READ_BACK,
    /** FLUSH: a flush between writes. */
    FLUSH,
    /** LAST_FLUSH: a flush after the last write, which fio does not count. */
    LAST_FLUSH
  }

  final Bio bio;
  final MemorySegment memory;

  Kind kind = Kind.WORK;

  /** Returns whether the I/O is a flush, which moves no data. */
  boolean isFlush() {
    return kind == Kind.FLUSH || kind == Kind.LAST_FLUSH;
  }

  Direction direction = Direction.READ;
  int file;
  long offset;
  int bytes;

  /**
   * Number of bytes in {@link #memory} before the block. They belong to the part of the block's
   * first sector that precedes the block.
   */
  int head;

  /**
   * Step of a write that begins or ends within a sector. {@link PartWrites} owns this field, {@link
   * #writeFlags}, {@link #priority} and {@link #begunNanos}.
   */
  PartWrites.Step step = PartWrites.Step.OVER;

  int writeFlags;
  int priority = -1;

  /**
   * Time at which the first of several steps of the I/O was submitted, in nanoseconds; 0 for an I/O
   * of one step.
   */
  long begunNanos;

  /**
   * Number of the write that must have written the block that is read back, −1 if any number is
   * accepted.
   */
  long write;

  /** Time at which the queue had accepted the bio, in nanoseconds. */
  long takenNanos;

  /** Whether the I/O of this slot is prepared or in flight and has not ended. */
  boolean underWay;

  @Nullable IoSlot next;

  private final JobRunner job;

  IoSlot(JobRunner job, Bio bio, MemorySegment memory) {
    this.job = job;
    this.bio = bio;
    this.memory = memory;
  }

  /** Returns the memory of the block, without the sector edges around it. */
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
