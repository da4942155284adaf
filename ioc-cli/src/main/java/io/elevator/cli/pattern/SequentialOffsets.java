package io.elevator.cli.pattern;

import io.elevator.cli.job.Direction;
import java.util.Arrays;

/**
 * One I/O behind the other, with a gap between them if the job asks for holes. Each direction keeps
 * its own position, so that a mixed job reads and writes the same blocks in the same order; the
 * first that comes to the end sends all of them back to the start. A pass goes on where the one
 * before ended. All this as fio does it.
 */
final class SequentialOffsets implements Offsets {
  private final Region region;
  private final long gap;
  private final long[] positions = new long[Direction.COUNT];

  /** Walks through {@code region}, skipping {@code gap} bytes behind each I/O. */
  SequentialOffsets(Region region, long gap) {
    this.region = region;
    this.gap = gap;
  }

  @Override
  public long next(Direction direction, int bytes) {
    if (positions[direction.index()] + bytes > region.bytes()) {
      Arrays.fill(positions, 0);
    }
    long position = positions[direction.index()];
    positions[direction.index()] = position + bytes + gap;
    return region.offset() + position;
  }

  @Override
  public void startOver() {}
}
