package io.elevator.cli.pattern;

import io.elevator.cli.job.Direction;

/** Where in one region the next I/O goes. Not thread-safe. */
interface Offsets {
  /**
   * Offset in the file for an I/O of {@code bytes} bytes, which fit the region. Never ends: it
   * starts over.
   */
  long next(Direction direction, int bytes);

  /** Begins a pass: forgets what has been touched, goes on drawing. */
  void startOver();
}
