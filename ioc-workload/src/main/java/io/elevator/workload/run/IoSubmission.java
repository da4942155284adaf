package io.elevator.workload.run;

import io.elevator.api.Bio;
import io.elevator.api.BioFlags;
import io.elevator.api.BlockLayer;
import io.elevator.api.Plug;
import io.elevator.api.Task;
import io.elevator.core.time.TimeBase;
import io.elevator.workload.job.Direction;
import io.elevator.workload.job.Job;
import io.elevator.workload.job.JobSpec;
import io.elevator.workload.pattern.IoUnit;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Submission of a job's I/Os: manages the free slots, sets the fields of each bio, and submits
 * several I/Os together as a batch. Used by the rounds of the job only, except {@link #prepare}.
 * Allocates nothing after {@link #prepare}.
 *
 * <p>Submission takes time. So each method that may submit takes the job's current time as a
 * parameter and returns it, read again if I/Os were submitted.
 */
final class IoSubmission {
  private final Job job;
  private final BlockLayer layer;
  private final Task task;
  private final JobScript script;
  private final JobData data;
  private final PriorityDraw priorities;
  private final boolean prioritizes;
  private final DrivePosition[] positions;
  private final PartWrites parts;
  private final IoRecorder recorder;
  private final TimeBase time;
  private final int writeFlags;
  private final IoSlot[] batch;
  private final List<IoSlot> slots = new ArrayList<>();
  private @Nullable IoSlot free;
  private int batched;
  private int inFlight;

  IoSubmission(JobParts parts, IoRecorder recorder, TimeBase time) {
    this.job = parts.job();
    this.layer = parts.layer();
    this.task = parts.task();
    this.script = parts.script();
    this.data = parts.data();
    this.priorities = parts.priorities();
    this.prioritizes = priorities.any();
    this.positions = parts.positions().toArray(DrivePosition[]::new);
    this.parts = new PartWrites(positions, data);
    this.recorder = recorder;
    this.time = time;
    JobSpec spec = job.spec();
    // Linux marks direct writes with these flags, because their submitter waits for them.
    int direct = spec.direct() ? BioFlags.SYNC | BioFlags.IDLE : 0;
    int through = spec.syncs().throughCache() ? BioFlags.SYNC | BioFlags.FUA : 0;
    this.writeFlags = direct | through;
    this.batch = new IoSlot[spec.pace().batches().submit()];
  }

  /**
   * Creates the bios of all slots, before the first round.
   *
   * @param runner job that receives the ends of the I/Os
   * @param allMemory memory of the I/Os
   */
  void prepare(JobRunner runner, JobMemory allMemory) {
    JobSpec spec = job.spec();
    int bytes = spec.access().blockSizes().largest(spec.access().mode());
    for (int i = 0; i < spec.pace().depth(); i++) {
      MemorySegment memory = allMemory.of(i);
      if (spec.writes()) {
        data.fillOnce(memory, bytes);
      }
      Bio bio = layer.newBio().task(task);
      IoSlot slot = new IoSlot(runner, bio, memory);
      bio.onEnd(slot);
      slots.add(slot);
      putBack(slot);
    }
  }

  /** Returns the number of I/Os that were submitted and have not ended. */
  int inFlight() {
    return inFlight;
  }

  /** Returns the number of I/Os that are in flight or prepared for submission. */
  int underWay() {
    return inFlight + batched;
  }

  boolean hasFree() {
    return free != null;
  }

  /** Takes a free slot; returns null if there is none. */
  @Nullable IoSlot take() {
    IoSlot slot = free;
    if (slot != null) {
      free = slot.next;
    }
    return slot;
  }

  /** Returns a slot to the free list. */
  void putBack(IoSlot slot) {
    slot.underWay = false;
    slot.next = free;
    free = slot;
  }

  /**
   * Returns whether {@code unit} overlaps an I/O that is prepared or in flight, where at least one
   * of the two changes data.
   */
  boolean overlaps(IoUnit unit) {
    for (int i = 0; i < slots.size(); i++) {
      IoSlot slot = slots.get(i);
      if (slot.underWay
          && !slot.isFlush()
          && slot.file == unit.file
          && slot.offset < unit.offset + unit.bytes
          && unit.offset < slot.offset + slot.bytes
          && (unit.direction != Direction.READ || slot.direction != Direction.READ)) {
        return true;
      }
    }
    return false;
  }

  /** Subtracts {@code count} ended I/Os from those in flight. */
  void ended(int count) {
    inFlight -= count;
  }

  /** Adds an I/O of the pattern to the batch, and submits the batch if it is full. */
  long work(IoSlot slot, IoUnit unit, long now) {
    describe(slot, IoSlot.Kind.WORK, unit);
    if (parts.isPart(slot)) {
      workOnPart(slot);
      return add(slot, now);
    }
    Bio bio = slot.bio;
    long sector = sector(slot);
    switch (slot.direction) {
      case READ -> bio.read(512L * sector, slot.memory, 0, slot.bytes);
      case WRITE -> {
        slot.write = script.writesDrawn();
        data.beforeWrite(slot);
        bio.write(512L * sector, slot.memory, 0, slot.bytes).flags(writeFlags | barrierFlags());
      }
      case TRIM -> bio.discard(512L * sector, slot.bytes);
    }
    if (prioritizes) {
      bio.priority(priorities.of(slot.direction, slot.bytes));
    }
    return add(slot, now);
  }

  private int barrierFlags() {
    return script.isBarrier() ? BioFlags.PREFLUSH | BioFlags.FUA | BioFlags.SYNC : 0;
  }

  /**
   * Begins a read or write that begins or ends within a sector. It is submitted in several steps.
   */
  private void workOnPart(IoSlot slot) {
    int priority = prioritizes ? priorities.of(slot.direction, slot.bytes) : -1;
    if (slot.direction == Direction.WRITE) {
      slot.write = script.writesDrawn();
      parts.beginWrite(slot, writeFlags | barrierFlags(), priority);
      return;
    }
    parts.read(slot);
    if (priority >= 0) {
      slot.bio.priority(priority);
    }
  }

  /**
   * Submits the next step of an I/O whose bio has ended; returns false if the I/O has no further
   * step.
   */
  boolean goOn(IoSlot slot) {
    return parts.goOn(slot);
  }

  /** Adds a read of a written block, to be verified, to the batch. */
  long readBack(IoSlot slot, IoUnit unit, long now) {
    describe(slot, IoSlot.Kind.READ_BACK, unit);
    slot.write = script.expectedWrite();
    if (parts.isPart(slot)) {
      parts.read(slot);
    } else {
      slot.bio.read(512L * sector(slot), slot.memory, 0, slot.bytes);
    }
    return add(slot, now);
  }

  /** Submits the I/Os that are prepared, and then a flush. */
  long flush(IoSlot slot, IoSlot.Kind kind, IoUnit unit, long now) {
    PartWrites.reset(slot);
    slot.kind = kind;
    slot.direction = Direction.WRITE;
    slot.file = unit.file;
    slot.bytes = 0;
    slot.bio.flush();
    long then = handOver(now);
    return handOver(add(slot, then));
  }

  private static void describe(IoSlot slot, IoSlot.Kind kind, IoUnit unit) {
    PartWrites.reset(slot);
    slot.kind = kind;
    slot.direction = unit.direction;
    slot.file = unit.file;
    slot.offset = unit.offset;
    slot.bytes = unit.bytes;
  }

  private long sector(IoSlot slot) {
    return positions[slot.file].firstSector() + (slot.offset >>> 9);
  }

  private long add(IoSlot slot, long now) {
    slot.underWay = true;
    batch[batched++] = slot;
    return batched == batch.length ? handOver(now) : now;
  }

  /**
   * Submits the batch. Several I/Os are submitted under a plug, as one system call would submit
   * them.
   */
  long handOver(long now) {
    if (batched == 0) {
      return now;
    }
    int count = batched;
    batched = 0;
    for (int i = 0; i < count; i++) {
      inFlight++;
      recorder.submitting(batch[i], inFlight, now);
    }
    recorder.submitted(count);
    if (count == 1) {
      positions[batch[0].file].queue().submit(batch[0].bio);
    } else {
      try (Plug plug = layer.plug()) {
        for (int i = 0; i < count; i++) {
          positions[batch[i].file].queue().submit(batch[i].bio, plug);
        }
      }
    }
    long taken = time.now();
    for (int i = 0; i < count; i++) {
      // The I/O may already have ended. The slot still holds this I/O, because the job processes
      // ended I/Os only later.
      batch[i].takenNanos = taken;
    }
    return taken;
  }
}
