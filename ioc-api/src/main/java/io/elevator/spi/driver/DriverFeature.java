package io.elevator.spi.driver;

/** A capability or restriction of a drive, beyond reading and writing. */
public enum DriverFeature {
  /** The drive has a volatile write cache, and a flush writes that cache out. */
  VOLATILE_CACHE,
  /** The drive writes through its cache for a request with {@link io.elevator.api.BioFlags#FUA}. */
  FUA,
  /** The drive has moving heads. */
  ROTATIONAL,
  /** {@link BlockDriver#queueRequest} may block, so that only worker threads call it. */
  BLOCKING,
  /** The drive cannot be written. */
  READ_ONLY,
  /** The drive limits requests by a budget ({@link BlockDriver#getBudget}). */
  BUDGET,
  /** The memory of a write must not change while the write is in flight. */
  STABLE_WRITES,
  /**
   * All hardware queues of the drive take their driver tags from one bitmap of {@link
   * DriverShape#depth} tags, instead of one bitmap each.
   */
  ONE_TAG_SPACE,
  /** The drive accepts several requests in one call ({@link BlockDriver#queueRequests}). */
  LISTS,
  /**
   * The queue of the drive has no elevator and accepts none. A switch to an elevator is refused; a
   * value written to {@code scheduler} is accepted and ignored, as in Linux 6.1.
   */
  NO_ELEVATOR,
  /**
   * The queue of the drive starts without an elevator unless one is configured; a later switch to
   * an elevator is allowed.
   */
  NO_ELEVATOR_BY_DEFAULT,
  /**
   * The drive cannot guarantee that it does not wait: a bio with {@link
   * io.elevator.api.BioFlags#NOWAIT} ends with {@link io.elevator.api.BioStatus#NOTSUPP}.
   */
  NO_NOWAIT
}
