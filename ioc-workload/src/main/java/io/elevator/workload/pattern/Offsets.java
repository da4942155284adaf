package io.elevator.workload.pattern;

import io.elevator.workload.job.Direction;

/**
 * Where in one region the next I/O goes. Offsets are relative to the region. Not thread-safe.
 *
 * <p>Each I/O is {@link #next}, then {@link #room}, then {@link #moved} with what came of it.
 */
interface Offsets {
  /**
   * Where an I/O of at least {@code least} bytes, which fit the region, goes. Never ends: it starts
   * over.
   */
  long next(Direction direction, int least);

  /**
   * Whether no offset is left for an I/O of {@code least} bytes, although the pass has not yet
   * moved all the bytes it should.
   */
  default boolean isOver(Direction direction, int least) {
    return false;
  }

  /** How many bytes an I/O at {@code offset}, which was the last answer, may have. */
  long room(long offset);

  /** So many bytes were moved there. */
  void moved(Direction direction, long offset, int bytes);

  /** Whether the last answer was drawn rather than the end of the I/O before. */
  boolean drawn();

  /** Begins over: forgets what has been touched, and draws the same again. */
  void startOver();
}
