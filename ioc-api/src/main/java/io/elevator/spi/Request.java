package io.elevator.spi;

import io.elevator.api.Bio;
import io.elevator.api.BioFlags;
import io.elevator.api.Group;
import io.elevator.api.IoContext;
import io.elevator.api.Operation;
import io.elevator.api.Task;
import org.jspecify.annotations.Nullable;

/**
 * One or more merged bios as elevators order them. A request is made once for each tag and serves
 * one I/O after another; the holder of the tag owns it, and it is in one place at a time. Drivers
 * use the same object as {@link io.elevator.spi.driver.DriverRequest}. The core writes the fields
 * below and plugins read them; the links of {@link RequestList} and {@link #elevatorData} are the
 * elevator's, under its own lock, from insertion to dispatch.
 */
public abstract class Request {
  /** Operation and flags of the first bio. */
  protected int opAndFlags;

  /** Encoded priority, equal in all bios. */
  protected int priority;

  /** Position by which elevators order the request; a front merge moves it. */
  protected long sortKey;

  /** Position in the file or device, in bytes; a front merge moves it. */
  protected long offset;

  /** Length in bytes. */
  protected long length;

  /** Length at the start of the I/O, which completion does not change. */
  protected int statsSectors;

  /** Data segments. */
  protected int segments;

  /** Stripe (the reference's CPU) of the submitter. */
  protected int stripe;

  /** When it was allocated; the earlier of two that merged. */
  protected long startNanos;

  /** When it was first given to an elevator or a software queue; 0 if it was to none. */
  protected long insertedNanos;

  /** When a driver last started it; 0 if none did or nobody asked. */
  protected long issuedNanos;

  /** First bio. */
  protected @Nullable Bio firstBio;

  /** Last bio. */
  protected @Nullable Bio lastBio;

  /** The task it was allocated for. */
  protected @Nullable Task task;

  /** The group it is charged to. */
  protected @Nullable Group group;

  /** The task's icq for this queue, or null: elevators must serve requests without one. */
  protected @Nullable Icq icq;

  /** The hardware queue it was allocated from. */
  protected @Nullable HardwareQueue hardwareQueue;

  /** Whether it was handed out, which ends all merging. */
  protected boolean started;

  private @Nullable Object elevatorData;

  @Nullable RequestList list;
  @Nullable Request listPrev;
  @Nullable Request listNext;

  /** Only the core makes requests. */
  protected Request() {}

  // What it is.

  /** Returns operation and flags of the first bio, see {@link BioFlags}. */
  public final int opAndFlags() {
    return opAndFlags;
  }

  /** Returns the operation. */
  public final Operation operation() {
    return Operation.of(opAndFlags);
  }

  /** Returns whether the operation transfers data towards the device. */
  public final boolean isWrite() {
    return BioFlags.isWrite(opAndFlags);
  }

  /** Returns whether the request counts as synchronous, see {@link BioFlags#isSync}. */
  public final boolean isSync() {
    return BioFlags.isSync(opAndFlags);
  }

  /** Returns the encoded priority, which all bios of the request share. */
  public final int priority() {
    return priority;
  }

  /**
   * Returns the position by which elevators order the request. Nothing turns a sort key back into
   * an offset: equal distances of sort keys are equal distances on the drive within one file only.
   */
  public final long sortKey() {
    return sortKey;
  }

  /**
   * Returns the sort key of the byte behind the last one. A bio that begins there may be adjacent;
   * the core checks that the file is the same and the offsets meet.
   */
  public final long endSortKey() {
    return sortKey + (((offset & 511) + length) >>> 9);
  }

  /** Returns the length in sectors of 512 bytes, rounded up. */
  public final int sectors() {
    return (int) ((length + 511) >>> 9);
  }

  /** Returns the length in sectors when the driver started the request. */
  public final int statsSectors() {
    return statsSectors;
  }

  /** Returns the number of data segments. */
  public final int segments() {
    return segments;
  }

  /** Returns the submitter's stripe. */
  public final int stripe() {
    return stripe;
  }

  /** Returns the clock reading when the request was allocated, in nanoseconds. */
  public final long startNanos() {
    return startNanos;
  }

  /**
   * Returns the clock reading when the request was first given to an elevator or a software queue,
   * in nanoseconds; 0 if it was given to none.
   */
  public final long insertedNanos() {
    return insertedNanos;
  }

  /**
   * Returns the clock reading when a driver last started the request, in nanoseconds; 0 if none did
   * or if neither elevator nor statistics need it.
   */
  public final long issuedNanos() {
    return issuedNanos;
  }

  /**
   * Returns the first bio, or null while the request has none. {@link Bio#next} leads to the
   * others.
   */
  public final @Nullable Bio firstBio() {
    return firstBio;
  }

  /** Returns the task of the first bio; null for flushes that the queue itself issues. */
  public final @Nullable Task task() {
    return task;
  }

  /** Returns the group that is charged; null for flushes that the queue itself issues. */
  public final @Nullable Group group() {
    return group;
  }

  /** Returns the task's icq for this queue, or null. */
  public final @Nullable Icq icq() {
    return icq;
  }

  /**
   * Returns the hardware queue whose tag the request has.
   *
   * @throws IllegalStateException if the request has no tag
   */
  public final HardwareQueue hardwareQueue() {
    HardwareQueue hctx = hardwareQueue;
    if (hctx == null) {
      throw new IllegalStateException("the request is not allocated");
    }
    return hctx;
  }

  /**
   * Returns the index of the hardware queue whose tag the request has.
   *
   * @throws IllegalStateException if the request has no tag
   */
  public int hardwareQueueIndex() {
    return hardwareQueue().index();
  }

  /** Returns the scheduler tag, or the driver tag without an elevator; −1 if it has none. */
  public int tag() {
    return -1;
  }

  /** Returns the io context of the request's icq, or null if the request has no icq. */
  public final @Nullable IoContext context() {
    Icq own = icq;
    return own == null ? null : own.context();
  }

  /**
   * Returns whether the elevator has dispatched the request ({@link Attachment#dispatched}), after
   * which no bio is merged into it.
   */
  public final boolean isStarted() {
    return started;
  }

  // For elevators.

  /** Returns the elevator's object for this request, made by {@link Elevator#newRequestData}. */
  public final @Nullable Object elevatorData() {
    return elevatorData;
  }

  /** Sets the elevator's object; for the core, at attachment and detachment. */
  protected final void elevatorData(@Nullable Object value) {
    elevatorData = value;
  }

  /**
   * Clears this request's links to the list and the FIFO that it is in, without changing those. The
   * core calls this when it detaches an elevator by force.
   */
  protected final void forgetLinks() {
    list = null;
    listPrev = null;
    listNext = null;
  }

  /** Whether it is in a list. */
  public final boolean isInList() {
    return list != null;
  }

  @Override
  public String toString() {
    return Operation.of(opAndFlags) + " " + sortKey + "+" + sectors();
  }
}
