package io.elevator.core.queue.state;

/**
 * The one place in which a request is. The thread that moves the request writes it. Validators read
 * it, and the checks against hooks that return a request which the elevator does not hold.
 */
public enum Place {
  /** No owner: the request's tag is free. */
  FREE,
  /** Owned by the thread that allocated the request or that ends it. */
  HAND,
  /**
   * Owned by the thread that allocated the request and gave it its bio, on the way to a plug, the
   * elevator, a software queue or the driver; or by the thread with which the driver gave it back.
   */
  SUBMITTED,
  /** In a plug, either with I/O or allocated in advance. */
  PLUG,
  /** The elevator. */
  ELEVATOR,
  /**
   * Owned by the thread in whose hook another request absorbed this one; it has no bios and has to
   * be freed.
   */
  ABSORBED,
  /** A software queue. */
  SOFTWARE,
  /** In the dispatch list of a hardware queue, or in the batch of a run. */
  DISPATCH,
  /** The requeue list. */
  REQUEUE,
  /** A flush sequence. */
  FLUSH,
  /** The driver. */
  DRIVER
}
