package io.elevator.workload.run;

import io.elevator.api.Bio;

/**
 * Performs buffered I/Os that begin or end within a sector of their drive, which moves whole
 * sectors only. A read reads the whole sectors around its block. A write reads the sectors at its
 * edges, copies its block between their remaining bytes and writes all of them, so that the bytes
 * around the block stay as they are. The page cache of a kernel does the same for such writes of a
 * program.
 *
 * <p>Nothing else may write those sectors meanwhile. So a job with such I/Os has one I/O in flight,
 * and {@code SharedParts} refuses a second job that writes to the file at the same time. For the
 * job, all steps are one I/O: its bytes and latency cover all steps. The statistics of the queue
 * count each step.
 *
 * <p>Used by the job's {@link SerialWork} only; allocates nothing per I/O except a view of the
 * memory.
 */
final class PartWrites {
  /** Step of an I/O: what the bio of the slot is doing. */
  enum Step {
    /** OVER: the I/O has no further step. */
    OVER,
    /**
     * FIRST_READ: the first sector is being read. The next step reads the last sector if the block
     * ends within another sector, and writes the block otherwise.
     */
    FIRST_READ,
    /** LAST_READ: the last sector is being read; the next step is the write of the whole block. */
    LAST_READ
  }

  private final DrivePosition[] positions;
  private final long[] masks;
  private final JobData data;

  PartWrites(DrivePosition[] positions, JobData data) {
    this.positions = positions;
    this.data = data;
    this.masks = new long[positions.length];
    for (int i = 0; i < positions.length; i++) {
      masks[i] = positions[i].queue().limits().logicalBlockSize() - 1L;
    }
  }

  /** Returns whether the I/O of {@code slot} begins or ends within a sector. */
  boolean isPart(IoSlot slot) {
    return ((slot.offset | slot.bytes) & masks[slot.file]) != 0;
  }

  /** Sets the fields of the slot's bio for a read of all sectors that the block touches. */
  void read(IoSlot slot) {
    long mask = masks[slot.file];
    slot.head = (int) (slot.offset & mask);
    slot.bio.read(512L * sector(slot, slot.offset & ~mask), slot.memory, 0, length(slot));
  }

  /**
   * Begins a write: sets the fields of the slot's bio for the read of the first edge sector that
   * the write needs.
   *
   * @param flags flags of the write's bio
   * @param priority I/O priority of all steps, −1 for that of the task
   */
  void beginWrite(IoSlot slot, int flags, int priority) {
    long mask = masks[slot.file];
    slot.head = (int) (slot.offset & mask);
    slot.writeFlags = flags;
    slot.priority = priority;
    if (slot.head != 0) {
      slot.step = Step.FIRST_READ;
      readEdge(slot, slot.offset & ~mask);
    } else {
      slot.step = Step.LAST_READ;
      readEdge(slot, lastSector(slot));
    }
  }

  /**
   * Returns the offset in the file, in bytes, of the sector that contains the block's last byte.
   */
  private long lastSector(IoSlot slot) {
    return (slot.offset + slot.bytes - 1) & ~masks[slot.file];
  }

  /** Returns the length of all sectors that the block touches, in bytes. */
  private long length(IoSlot slot) {
    long mask = masks[slot.file];
    return (slot.head + slot.bytes + mask) & ~mask;
  }

  private long sector(IoSlot slot, long offset) {
    return positions[slot.file].firstSector() + (offset >>> 9);
  }

  private void readEdge(IoSlot slot, long offset) {
    long at = offset - (slot.offset - slot.head);
    slot.bio.read(512L * sector(slot, offset), slot.memory, at, masks[slot.file] + 1);
    prioritize(slot);
  }

  private static void prioritize(IoSlot slot) {
    if (slot.priority >= 0) {
      slot.bio.priority(slot.priority);
    }
  }

  /**
   * Submits the next step of a write whose bio has ended.
   *
   * @return false if the I/O has ended, successfully or with an error
   */
  boolean goOn(IoSlot slot) {
    Bio bio = slot.bio;
    if (slot.step == Step.OVER) {
      return false;
    }
    if (slot.begunNanos == 0) {
      slot.begunNanos = bio.submittedNanos();
    }
    if (bio.status().isError()) {
      slot.step = Step.OVER;
      return false;
    }
    long mask = masks[slot.file];
    long last = lastSector(slot);
    boolean endsWithin = ((slot.offset + slot.bytes) & mask) != 0;
    if (slot.step == Step.FIRST_READ && endsWithin && last != (slot.offset & ~mask)) {
      slot.step = Step.LAST_READ;
      readEdge(slot, last);
    } else {
      slot.step = Step.OVER;
      data.fillPart(slot);
      bio.write(512L * sector(slot, slot.offset & ~mask), slot.memory, 0, length(slot))
          .flags(slot.writeFlags);
      prioritize(slot);
    }
    positions[slot.file].queue().submit(bio);
    return true;
  }

  /** Resets the slot, so that its bio does the next I/O in one step. */
  static void reset(IoSlot slot) {
    slot.head = 0;
    slot.step = Step.OVER;
    slot.begunNanos = 0;
    slot.priority = -1;
    slot.writeFlags = 0;
  }
}
