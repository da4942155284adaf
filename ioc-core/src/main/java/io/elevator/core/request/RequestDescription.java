package io.elevator.core.request;

import io.elevator.api.BioFlags;
import io.elevator.api.Group;
import io.elevator.api.RequestView;
import io.elevator.api.Task;
import io.elevator.spi.HardwareQueue;
import io.elevator.spi.Icq;
import io.elevator.spi.Request;
import io.elevator.spi.driver.DriverFile;
import org.jspecify.annotations.Nullable;

/**
 * The state of a request that elevators, drivers and listeners read. The subclasses of the core
 * write it; the owner of the request guards it.
 */
public abstract class RequestDescription extends Request implements RequestView {
  /** Operation and flags of the request's first bio, see {@link BioFlags}. */
  protected int opAndFlags;

  /** Encoded priority of the request; all its bios have the same priority. */
  protected int priority;

  /** File that the request's offset refers to; null for the device. */
  protected @Nullable DriverFile file;

  /** Position by which elevators order the request; a front merge changes it. */
  protected long sortKey;

  /** Position of the request in the file or device, in bytes; a front merge changes it. */
  protected long offset;

  /** Length of the request, in bytes. */
  protected long length;

  /** Length in sectors when a driver last started the request; 0 if none did. */
  protected int statsSectors;

  /** Number of data segments of all bios of the request. */
  protected int segments;

  /** Stripe of the submitter, which corresponds to a CPU in Linux 6.1. */
  protected int stripe;

  /**
   * Clock reading at the allocation of the request, in nanoseconds. After a merge of two requests,
   * the earlier of their readings.
   */
  protected long startNanos;

  /**
   * Clock reading when the request was first given to an elevator or a software queue, in
   * nanoseconds; 0 if it was given to none.
   */
  protected long insertedNanos;

  /**
   * Clock reading at which a driver last started the request, in nanoseconds; 0 if none did or the
   * reading is not needed.
   */
  protected long issuedNanos;

  /** First bio of the request; null while the request has none. */
  protected @Nullable CoreBio firstBio;

  /** Last bio of the request; null while the request has none. */
  protected @Nullable CoreBio lastBio;

  /** Task that the request was allocated for; null for flushes that the queue issues. */
  protected @Nullable Task task;

  /** Group that the request is charged to; null for flushes that the queue issues. */
  protected @Nullable Group group;

  /** Icq that the request's task has on this queue, or null. */
  protected @Nullable Icq icq;

  /** Hardware queue that the tag of the request belongs to, or null. */
  protected @Nullable HardwareQueue hardwareQueue;

  /** Whether the elevator has dispatched the request. Such a request takes part in no merge. */
  protected boolean started;

  /** Object in which the elevator keeps its own data for this request, or null. */
  protected @Nullable Object elevatorData;

  /** Creates a request that has no I/O yet. */
  protected RequestDescription() {}

  @Override
  public final int opAndFlags() {
    return opAndFlags;
  }

  @Override
  public final int priority() {
    return priority;
  }

  /** Returns the file that the request's offset refers to; null for the device. */
  public final @Nullable DriverFile file() {
    return file;
  }

  @Override
  public final long sortKey() {
    return sortKey;
  }

  @Override
  public final long endSortKey() {
    return sortKey + (((offset & 511) + length) >>> 9);
  }

  @Override
  public final long offset() {
    return offset;
  }

  /** Returns the position behind the request's last byte, in bytes. */
  public final long endOffset() {
    return offset + length;
  }

  @Override
  public final long length() {
    return length;
  }

  @Override
  public final int sectors() {
    return (int) ((length + 511) >>> 9);
  }

  @Override
  public final int statsSectors() {
    return statsSectors;
  }

  @Override
  public final int segments() {
    return segments;
  }

  @Override
  public final int stripe() {
    return stripe;
  }

  @Override
  public final long startNanos() {
    return startNanos;
  }

  @Override
  public final long insertedNanos() {
    return insertedNanos;
  }

  @Override
  public final long issuedNanos() {
    return issuedNanos;
  }

  @Override
  public final @Nullable CoreBio firstBio() {
    return firstBio;
  }

  /** Returns the last bio of the request, or null while the request has none. */
  public final @Nullable CoreBio lastBio() {
    return lastBio;
  }

  @Override
  public final @Nullable Task task() {
    return task;
  }

  @Override
  public final @Nullable Group group() {
    return group;
  }

  @Override
  public final @Nullable Icq icq() {
    return icq;
  }

  @Override
  public final HardwareQueue hardwareQueue() {
    HardwareQueue hctx = hardwareQueue;
    if (hctx == null) {
      throw new IllegalStateException("the request is not allocated");
    }
    return hctx;
  }

  @Override
  public final boolean isStarted() {
    return started;
  }

  @Override
  public final @Nullable Object elevatorData() {
    return elevatorData;
  }
}
