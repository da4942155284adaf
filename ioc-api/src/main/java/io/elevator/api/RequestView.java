package io.elevator.api;

import org.jspecify.annotations.Nullable;

/**
 * A request as a {@link QueueListener} sees it: one or more merged bios with a tag. Valid during
 * the listener's call only, as the object serves other I/O afterwards. Times are nanoseconds of the
 * block layer's clock, which may be a virtual one.
 */
public interface RequestView {
  /** Returns operation and flags, see {@link BioFlags}. */
  int opAndFlags();

  /** Returns the operation. */
  Operation operation();

  /** Returns the encoded {@link IoPriority}. */
  int priority();

  /**
   * Returns the position in the file or device, in bytes; {@link #firstBio} names the file. If the
   * driver has already completed a part of the request, the position behind that part.
   */
  long offset();

  /** Returns the length in bytes, without parts that the driver has already completed. */
  long length();

  /** Returns the length in sectors of 512 bytes, rounded up, as statistics count it. */
  int sectors();

  /** Returns the length in sectors when a driver last started the request; 0 if none did. */
  int statsSectors();

  /** Returns the submitter's stripe. */
  int stripe();

  /** Returns the index of the hardware queue whose tag the request has. */
  int hardwareQueueIndex();

  /**
   * Returns the scheduler tag, or the driver tag without an elevator; −1 if there are no tags.
   * Unique in the hardware queue until the request ends.
   */
  int tag();

  /** Returns the clock reading when the request got its tag; of merged requests the earlier one. */
  long startNanos();

  /**
   * Returns the clock reading when the request was first given to an elevator or a software queue;
   * 0 if it was given to none.
   */
  long insertedNanos();

  /** Returns the clock reading when a driver last started the request; 0 if none did. */
  long issuedNanos();

  /**
   * Returns the first bio, or null if the request has none. {@link Bio#next} returns the others.
   */
  @Nullable Bio firstBio();

  /**
   * Returns the task that the request was allocated for; null for flushes that the queue issues.
   */
  @Nullable Task task();

  /** Returns the group that is charged; null for flushes that the queue issues. */
  @Nullable Group group();

  /** Returns the io context of the request's icq, or null if the request has no icq. */
  @Nullable IoContext context();
}
