package io.elevator.core.request;

import io.elevator.api.Bio;
import io.elevator.api.BioCallback;
import io.elevator.api.BioStatus;
import io.elevator.api.Group;
import io.elevator.api.Operation;
import io.elevator.api.Task;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * The one kind of {@link Bio}. Its submitter and the queue hand it to each other; whoever has it
 * may touch all of it, and the hand-over (a lock of the elevator, a tag, the callback) orders
 * memory.
 */
public final class CoreBio extends Bio {
  private boolean submitted;

  /** Makes an empty bio that belongs to its submitter. */
  public CoreBio() {}

  @Override
  protected void requireOwned() {
    if (submitted) {
      throw new IllegalStateException("the bio " + this + " is submitted and has not ended");
    }
  }

  /** Whether the queue has it. */
  public boolean isSubmitted() {
    return submitted;
  }

  /**
   * Takes it from its submitter.
   *
   * @throws IllegalStateException if it is submitted already
   */
  public void take(long now) {
    requireOwned();
    submitted = true;
    status = BioStatus.OK;
    submittedNanos = now;
    issuedNanos = 0;
    endedNanos = 0;
    next = null;
  }

  /** Gives it back to its submitter, before the callback. */
  public void giveBack(long now) {
    endedNanos = now;
    next = null;
    submitted = false;
  }

  /** Returns what to call at its end. */
  public @Nullable BioCallback callback() {
    return callback;
  }

  /** Returns the next bio of the list or request. */
  public @Nullable CoreBio nextCore() {
    return (CoreBio) next;
  }

  /** Links the next one. */
  public void linkNext(@Nullable CoreBio bio) {
    next = bio;
  }

  /** Sets how it ended, unless an error was set before. */
  public void end(BioStatus value) {
    if (status == BioStatus.OK) {
      status = value;
    }
  }

  /** Sets when a driver took it. */
  public void issued(long now) {
    issuedNanos = now;
  }

  /** Sets the priority in effect. */
  public void effectivePriority(int value) {
    priority = value;
  }

  /** Sets operation and flags. */
  public void opAndFlags(int value) {
    opAndFlags = value;
  }

  /** Sets the group it is charged to. */
  public void chargeTo(Group value) {
    group = value;
  }

  /** Returns how long it may wait for a request, 0 for ever. */
  public long timeLimitNanos() {
    return timeLimitNanos;
  }

  /** Sets the number of segments, where it differs from the number of pieces of memory. */
  public void segmentCount(int value) {
    segmentCount = value;
  }

  /** Cuts sectors off the front: the bio goes on behind them. */
  public void advance(long sectors) {
    sector += sectors;
    bytes -= sectors << 9;
  }

  /** Describes an I/O without memory, for replays and simulations that move no data. */
  public void describe(
      Task newTask,
      Group newGroup,
      int newOpAndFlags,
      int newPriority,
      long newSector,
      long newSectors,
      int newSegments) {
    requireOwned();
    Operation.of(newOpAndFlags);
    task = newTask;
    group = newGroup;
    opAndFlags = newOpAndFlags;
    priority = newPriority;
    sector = newSector;
    bytes = newSectors << 9;
    segmentCount = newSegments;
    memory = null;
    vector = null;
  }

  /** Returns the address of its first data byte, or 0 without data. */
  long firstAddress() {
    if (segmentCount == 0 || !hasMemory()) {
      return 0;
    }
    return segment(0).address() + segmentOffset(0);
  }

  /** Returns the address after its last data byte, or 0 without data. */
  long endAddress() {
    if (segmentCount == 0 || !hasMemory()) {
      return 0;
    }
    MemorySegment[] several = vector;
    if (several == null) {
      return firstAddress() + bytes;
    }
    MemorySegment end = several[several.length - 1];
    return end.address() + end.byteSize();
  }

  /** Whether it carries memory at all. */
  public boolean hasMemory() {
    return memory != null || vector != null;
  }
}
