package io.elevator.workload.pattern;

import io.elevator.workload.job.Direction;
import java.util.Arrays;

/**
 * Sequential offsets, forwards or backwards, with an optional gap between I/Os. As in fio, each
 * direction has its own position, so that a mixed job reads and writes the same blocks in the same
 * order. The first direction that reaches the end resets all directions to the start. A pass that
 * was ended early is continued by the next pass.
 */
final class SequentialOffsets implements Offsets {
  private final long size;
  private final long gap;
  private final long[] positions = new long[Direction.COUNT];

  /**
   * Creates sequential offsets.
   *
   * @param size size of the region, in bytes
   * @param gap number of bytes that are skipped after each I/O
   */
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
   * Returns whether a job with gaps is at its end. As in fio, that is when an I/O has ended at the
   * end of the region, or when the next I/O would begin before the end and not fit. If the next I/O
   * would begin at or after the end, it begins at the start again.
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
  public long bytesAvailable(long offset) {
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
    // The previous pass was complete, so the next pass begins at the start.
    Arrays.fill(positions, 0);
  }
}
