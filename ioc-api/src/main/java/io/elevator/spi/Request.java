package io.elevator.spi;

import io.elevator.api.BioFlags;
import io.elevator.api.Group;
import io.elevator.api.IoContext;
import io.elevator.api.Operation;
import io.elevator.api.Task;
import org.jspecify.annotations.Nullable;

/**
 * One or more merged bios as elevators order them. Only the core makes requests: one for each tag,
 * which serves one I/O after another. The holder of the tag owns the request, and the request is in
 * one place at a time. From insertion to dispatch the elevator owns the links of {@link
 * RequestList} and the state of {@link #elevatorData}, under its own lock.
 *
 * <p>A request has neither an offset nor its bios: elevators order by sort keys, as an offset means
 * nothing without its file. Drivers use the same object as {@link
 * io.elevator.spi.driver.DriverRequest}, listeners as {@link io.elevator.api.RequestView}; both
 * have offset and bios.
 */
public abstract class Request {
  @Nullable RequestList list;
  @Nullable Request listPrev;
  @Nullable Request listNext;

  /** Called by the core only. */
  protected Request() {}

  // The I/O.

  /** Returns operation and flags of the first bio, see {@link BioFlags}. */
  public abstract int opAndFlags();

  /** Returns the operation. */
  public final Operation operation() {
    return Operation.of(opAndFlags());
  }

  /** Returns whether the operation transfers data towards the device. */
  public final boolean isWrite() {
    return BioFlags.isWrite(opAndFlags());
  }

  /** Returns whether the request counts as synchronous, see {@link BioFlags#isSync}. */
  public final boolean isSync() {
    return BioFlags.isSync(opAndFlags());
  }

  /** Returns the encoded priority, which all bios of the request share. */
  public abstract int priority();

  /**
   * Returns the position by which elevators order the request; a front merge changes it. Nothing
   * turns a sort key back into an offset: equal distances of sort keys are equal distances on the
   * drive within one file only.
   */
  public abstract long sortKey();

  /**
   * Returns the sort key of the byte behind the last one. A bio that begins there may be adjacent;
   * the core checks that the file is the same and the offsets meet.
   */
  public abstract long endSortKey();

  /** Returns the length in sectors of 512 bytes, rounded up. */
  public abstract int sectors();

  /** Returns the length in sectors when a driver last started the request; 0 if none did. */
  public abstract int statsSectors();

  /** Returns the number of data segments. */
  public abstract int segments();

  /** Returns the submitter's stripe. */
  public abstract int stripe();

  /**
   * Returns the clock reading when the request was allocated, in nanoseconds; of merged requests
   * the earlier one.
   */
  public abstract long startNanos();

  /**
   * Returns the clock reading when the request was first given to an elevator or a software queue,
   * in nanoseconds; 0 if it was given to none.
   */
  public abstract long insertedNanos();

  /**
   * Returns the clock reading when a driver last started the request, in nanoseconds; 0 if none did
   * or if neither elevator nor statistics need it.
   */
  public abstract long issuedNanos();

  // Task and place.

  /** Returns the task of the first bio; null for flushes that the queue itself issues. */
  public abstract @Nullable Task task();

  /** Returns the group that is charged; null for flushes that the queue itself issues. */
  public abstract @Nullable Group group();

  /**
   * Returns the task's icq for this queue, or null: elevators serve requests without an icq, too.
   */
  public abstract @Nullable Icq icq();

  /** Returns the io context of the request's icq, or null if the request has no icq. */
  public final @Nullable IoContext context() {
    Icq own = icq();
    return own == null ? null : own.context();
  }

  /**
   * Returns the hardware queue whose tag the request has.
   *
   * @throws IllegalStateException if the request has no tag
   */
  public abstract HardwareQueue hardwareQueue();

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

  /**
   * Returns whether the elevator has dispatched the request ({@link Attachment#dispatched}), after
   * which no bio is merged into it.
   */
  public abstract boolean isStarted();

  // For elevators.

  /** Returns the elevator's object for this request, made by {@link Elevator#newRequestData}. */
  public abstract @Nullable Object elevatorData();

  /** Returns whether the request is in a list. */
  public final boolean isInList() {
    return list != null;
  }

  /**
   * Clears this request's links without changing the list that it is in. Called by the core when it
   * detaches an elevator by force.
   */
  protected final void forgetLinks() {
    list = null;
    listPrev = null;
    listNext = null;
  }

  @Override
  public String toString() {
    return operation() + " " + sortKey() + "+" + sectors();
  }
}
