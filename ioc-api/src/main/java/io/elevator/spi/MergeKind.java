package io.elevator.spi;

/** Where a bio joined a request. */
public enum MergeKind {
  /** Behind its end. */
  BACK,
  /** Before its start, which moved. */
  FRONT,
  /** As one more range of a discard; the start did not move. */
  DISCARD
}
