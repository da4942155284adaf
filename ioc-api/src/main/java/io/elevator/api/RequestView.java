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
   * Returns the position in the file or device, in bytes; {@link #firstBio} names the file. Of what
   * is left, if the driver ended parts of the request before.
   */
  long offset();

  /** Returns the length in bytes; of what is left, if the driver ended parts of it before. */
  long length();

  /** Returns the length in sectors of 512 bytes, rounded up, as statistics count it. */
  int sectors();

  /** Returns the length in sectors when a driver last took it, 0 if none did. */
  int statsSectors();

  /** Returns the submitter's stripe. */
  int stripe();

  /** Returns the number of its hardware queue. */
  int hardwareQueueIndex();

  /**
   * Returns the tag it lives with: the scheduler tag, or without an elevator the driver tag; −1
   * where there are no tags. Unique in its hardware queue until the request ends.
   */
  int tag();

  /** Returns when it got its tag; the earlier of two that were united. */
  long startNanos();

  /** Returns when it was first given to the elevator or a software queue, 0 if it was to none. */
  long insertedNanos();

  /** Returns when a driver last started it, 0 if none did. */
  long issuedNanos();

  /** Returns the first bio, or null if it has none; the others follow by {@link Bio#next}. */
  @Nullable Bio firstBio();

  /** Returns the task it was made for; null for the queue's own flushes. */
  @Nullable Task task();

  /** Returns the group it is charged to; null for the queue's own flushes. */
  @Nullable Group group();

  /** Returns the I/O context that its elevator's figures count it for, or null without one. */
  @Nullable IoContext context();
}
