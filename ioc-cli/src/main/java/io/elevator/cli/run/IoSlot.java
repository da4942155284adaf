package io.elevator.cli.run;

import io.elevator.api.Bio;
import io.elevator.api.BioCallback;
import io.elevator.cli.job.Direction;
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

  /** Bytes in {@link #memory} before the block: those of its first sector that are not its own. */
  int head;

  /**
   * What a write of parts of sectors does next; {@link PartWrites} owns it and the fields below.
   */
  PartWrites.Step step = PartWrites.Step.OVER;

  int writeFlags;
  int priority = -1;

  /** Clock when the first step of several was submitted, 0 where there is one step. */
  long begunNanos;

  /** Number of the write that a block read back must have come by, −1 for any. */
  long write;

  /** Clock when the queue had taken the bio. */
  long takenNanos;

  /** Whether it holds an I/O that has not ended: prepared, or in flight. */
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

  /** Clock when the I/O was submitted, or its first step. */
  long submittedNanos() {
    return begunNanos == 0 ? bio.submittedNanos() : begunNanos;
  }

  @Override
  public void ended(Bio endedBio) {
    job.ended(this);
  }
}
