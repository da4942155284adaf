package io.elevator.spi.driver;

/** What a drive can do, beyond reading and writing. */
public enum DriverFeature {
  /** It has a volatile write cache, which flushes empty. */
  VOLATILE_CACHE,
  /** It writes through that cache when asked ({@link io.elevator.api.BioFlags#FUA}). */
  FUA,
  /** It has heads that move. */
  ROTATIONAL,
  /** {@link BlockDriver#queueRequest} may block, so that it is called by workers only. */
  BLOCKING,
  /** It cannot be written. */
  READ_ONLY,
  /** It limits requests by a budget ({@link BlockDriver#getBudget}). */
  BUDGET,
  /** Its contents must not change while they are written. */
  STABLE_WRITES,
  /**
   * Its hardware queues take their requests from one space of {@link DriverShape#depth} tags, not
   * from one each.
   */
  ONE_TAG_SPACE,
  /** It takes several requests in one call ({@link BlockDriver#queueRequests}). */
  LISTS,
  /**
   * It has no use for an elevator: its queue has none and gets none. A switch to one is refused;
   * what is written to {@code scheduler} is accepted and ignored, as in Linux 6.1.
   */
  NO_ELEVATOR,
  /** Its queue begins without an elevator where nobody asks for one, and takes one when asked. */
  NO_ELEVATOR_BY_DEFAULT,
  /**
   * It cannot promise not to wait: a bio with {@link io.elevator.api.BioFlags#NOWAIT} ends with
   * {@link io.elevator.api.BioStatus#NOTSUPP}.
   */
  NO_NOWAIT
}
