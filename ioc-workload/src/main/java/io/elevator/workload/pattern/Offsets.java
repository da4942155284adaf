package io.elevator.workload.pattern;

import io.elevator.workload.job.Direction;

/**
 * Generator of offsets in one region of a file, relative to the start of the region. Not
 * thread-safe.
 *
 * <p>For each I/O the caller calls {@link #next}, then {@link #bytesAvailable}, then {@link #moved}
 * with the size it chose.
 */
interface Offsets {
  /**
   * Returns the offset of the next I/O. At the end of the region the offsets start again, so there
   * always is one.
   *
   * @param least least size of the I/O in bytes, which must fit into the region
   */
  long next(Direction direction, int least);

  /**
   * Returns whether no offset is left in this pass for an I/O of {@code least} bytes, although the
   * pass has not moved all its bytes.
   */
  default boolean isOver(Direction direction, int least) {
    return false;
  }

  /**
   * Returns the greatest size, in bytes, of an I/O at {@code offset}, which must be the last result
   * of {@link #next}.
   */
  long bytesAvailable(long offset);

  /** Records an I/O of {@code bytes} bytes at {@code offset}. Drawn offsets do not depend on it. */
  default void moved(Direction direction, long offset, int bytes) {}

  /**
   * Returns whether the last offset was drawn at random, and did not follow from the previous I/O.
   */
  default boolean drawn() {
    return true;
  }

  /**
   * Marks all blocks as unused, and restarts the random sequence, so that the same offsets are
   * drawn again.
   */
  void startOver();
}
