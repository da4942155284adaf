package io.elevator.spi;

/** The end of a request at which a bio was merged. */
public enum MergeKind {
  /** The bio was appended to the end of the request. */
  BACK,
  /** The bio was put before the start of the request, which has a new start sector. */
  FRONT,
  /** The bio was added as one more range of a discard; the start sector is unchanged. */
  DISCARD
}
