package io.elevator.spi;

/**
 * An optional hook that an elevator implements, or a service that it needs from its queue. The core
 * reads an elevator type's capabilities once, at registration.
 */
public enum ElevatorCapability {
  /**
   * The elevator looks for merges of a new bio ({@link Elevator#bioMerge}). Without this capability
   * the queue looks in its software queues.
   */
  BIO_MERGE,
  /** The elevator may refuse merges ({@link Elevator#allowMerge}). */
  ALLOW_MERGE,
  /** The elevator limits the use of scheduler tags ({@link Elevator#limitDepth}). */
  LIMIT_DEPTH,
  /**
   * The elevator dispatches for the whole queue, whichever hardware queue calls {@link
   * Elevator#dispatch}.
   */
  QUEUE_WIDE_DISPATCH,
  /**
   * The elevator needs the start time in the device ({@link Request#issuedNanos}) of each request.
   */
  LATENCY_STATISTICS
}
