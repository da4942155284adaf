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
 * The way of a job's I/Os to its queues: which slots are free, what the bio of each says, and how
 * many are handed over at once. Belongs to the job, whose rounds are the only ones to call it but
 * for {@link #prepare}; allocates nothing once prepared.
 *
 * <p>Handing over takes time. What may do so is told the job's time and returns it, read anew where
 * it has moved on.
 */
final class IoSubmission {
  private final Job job;
  private final BlockLayer layer;
  private final Task task;
  private final JobScript script;
  private final JobData data;
  private final PriorityDraw priorities;
  private final boolean prioritizes;
  private final DrivePlace[] places;
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
    this.places = parts.places().toArray(DrivePlace[]::new);
    this.parts = new PartWrites(places, data);
    this.recorder = recorder;
    this.time = time;
    JobSpec spec = job.spec();
    // What the page cache does not take in is waited for; Linux marks direct writes so.
    int direct = spec.direct() ? BioFlags.SYNC | BioFlags.IDLE : 0;
    int through = spec.syncs().throughCache() ? BioFlags.SYNC | BioFlags.FUA : 0;
    this.writeFlags = direct | through;
    this.batch = new IoSlot[spec.pace().batches().submit()];
  }

  /**
   * Makes the bios, before the first round.
   *
   * @param runner whom the ends of the I/Os are for
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

  /** Handed over and not ended. */
  int inFlight() {
    return inFlight;
  }

  /** In flight, or about to be. */
  int underWay() {
    return inFlight + batched;
  }

  boolean hasFree() {
    return free != null;
  }

  /** Takes a free slot; null if there is none. */
  @Nullable IoSlot take() {
    IoSlot slot = free;
    if (slot != null) {
      free = slot.next;
    }
    return slot;
  }

  /** Makes a slot free. */
  void putBack(IoSlot slot) {
    slot.underWay = false;
    slot.next = free;
    free = slot;
  }

  /** Whether {@code unit} overlaps an I/O under way, and one of the two changes data. */
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

  /** So many of those in flight have ended. */
  void ended(int count) {
    inFlight -= count;
  }

  /** An I/O of the pattern, perhaps with others. */
  long work(IoSlot slot, IoUnit unit, long now) {
    describe(slot, IoSlot.Kind.WORK, unit);
    if (parts.isPart(slot)) {
      workOnPart(slot);
      return add(slot, now);
    }
    Bio bio = slot.bio;
    long sector = sector(slot);
    switch (slot.direction) {
      case READ -> bio.read(sector, slot.memory, 0, slot.bytes);
      case WRITE -> {
        slot.write = script.writesDrawn();
        data.beforeWrite(slot);
        bio.write(sector, slot.memory, 0, slot.bytes).flags(writeFlags | barrierFlags());
      }
      case TRIM -> bio.discard(sector, slot.bytes >>> 9);
    }
    if (prioritizes) {
      bio.priority(priorities.of(slot.direction, slot.bytes));
    }
    return add(slot, now);
  }

  private int barrierFlags() {
    return script.isBarrier() ? BioFlags.PREFLUSH | BioFlags.FUA | BioFlags.SYNC : 0;
  }

  /** Does the same for a read or write that begins or ends within a sector. */
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

  /** Submits the next step of an I/O whose bio has ended; false if it has none. */
  boolean goOn(IoSlot slot) {
    return parts.goOn(slot);
  }

  /** A block that was written, to be compared. */
  long readBack(IoSlot slot, IoUnit unit, long now) {
    describe(slot, IoSlot.Kind.READ_BACK, unit);
    slot.write = script.expectedWrite();
    if (parts.isPart(slot)) {
      parts.read(slot);
    } else {
      slot.bio.read(sector(slot), slot.memory, 0, slot.bytes);
    }
    return add(slot, now);
  }

  /** A flush, behind what was prepared before it. */
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
    return places[slot.file].firstSector() + (slot.offset >>> 9);
  }

  private long add(IoSlot slot, long now) {
    slot.underWay = true;
    batch[batched++] = slot;
    return batched == batch.length ? handOver(now) : now;
  }

  /** Hands over what has been prepared; several under a plug, as one system call would. */
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
      places[batch[0].file].queue().submit(batch[0].bio);
    } else {
      try (Plug plug = layer.plug()) {
        for (int i = 0; i < count; i++) {
          places[batch[i].file].queue().submit(batch[i].bio, plug);
        }
      }
    }
    long taken = time.now();
    for (int i = 0; i < count; i++) {
      // It may have ended by now; it comes back to this job only through a later reaping.
      batch[i].takenNanos = taken;
    }
    return taken;
  }
}
