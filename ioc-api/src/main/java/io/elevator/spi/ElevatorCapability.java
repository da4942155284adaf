package io.elevator.spi;

/**
 * Which optional hooks an elevator has and what it asks of its queue; asked once, at attachment.
 */
public enum ElevatorCapability {
  /**
   * It looks for merges of a new bio itself ({@link Elevator#bioMerge}); without it the queue's
   * software lists do.
   */
  BIO_MERGE,
  /** {@link Elevator#allowMerge} may refuse. */
  ALLOW_MERGE,
  /** It limits scheduler tags ({@link Elevator#limitDepth}). */
  LIMIT_DEPTH,
  /** It dispatches for the whole queue, whichever hardware queue asks. */
  QUEUE_WIDE_DISPATCH,
  /** It needs I/O start times ({@link Request#issuedNanos}) of all requests. */
  LATENCY_STATISTICS
}
