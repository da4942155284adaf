package io.elevator.workload.pattern;

import io.elevator.workload.job.Direction;
import java.util.Arrays;

/**
 * One I/O behind the other, with a gap between them if the job asks for holes, or backwards. Each
 * direction keeps its own position, so that a mixed job reads and writes the same blocks in the
 * same order; the first that comes to the end sends all of them back to the start. A pass that was
 * cut short is gone on with by the next. All this as fio does it.
 */
final class SequentialOffsets implements Offsets {
  private final long size;
  private final long gap;
  private final long[] positions = new long[Direction.COUNT];

  /** Walks through {@code size} bytes, skipping {@code gap} bytes behind each I/O. */
  SequentialOffsets(long size, long gap) {
    this.size = size;
    this.gap = gap;
  }

  @Override
  public long next(Direction direction, int least) {
    int d = direction.index();
    long position = positions[d] == 0 ? 0 : positions[d] + gap;
    if (position < 0) {
      position = Math.max(size + gap, 0);
      position -= position % least;
    }
    if (position + least > size) {
      Arrays.fill(positions, 0);
      position = 0;
    }
    return position;
  }

  /**
   * With holes, as in fio, there is nothing more once an I/O has ended at the end, or the next
   * would begin before the end and not fit. Only where the next would begin at or behind the end it
   * begins at the start again.
   */
  @Override
  public boolean isOver(Direction direction, int least) {
    long position = positions[direction.index()];
    if (gap <= 0 || position == 0) {
      return false;
    }
    return position >= size || (position + gap < size && position + gap + least > size);
  }

  @Override
  public long room(long offset) {
    return size - offset;
  }

  @Override
  public void moved(Direction direction, long offset, int bytes) {
    positions[direction.index()] = offset + bytes;
  }

  @Override
  public boolean drawn() {
    return false;
  }

  @Override
  public void startOver() {
    // A whole pass ends where the next begins.
    Arrays.fill(positions, 0);
  }
}
