package io.elevator.core.queue.state;

/**
 * Where a request is: it is in one place at a time. Written by whoever moves it, read by validators
 * and by checks against hooks that hand out what they do not have.
 */
public enum Place {
  /** Nobody has it: its tag is free. */
  FREE,
  /** The thread that allocated it, or that ends it. */
  HAND,
  /** A plug, with I/O or made ahead. */
  PLUG,
  /** The elevator. */
  ELEVATOR,
  /** The thread in whose hook another request absorbed it; it has no bios and is to be freed. */
  ABSORBED,
  /** A software queue. */
  SOFTWARE,
  /** A hardware queue's dispatch list, or a run's batch. */
  DISPATCH,
  /** The requeue list. */
  REQUEUE,
  /** A flush sequence. */
  FLUSH,
  /** The driver. */
  DRIVER
}
