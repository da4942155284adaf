package io.elevator.workload.pattern;

import io.elevator.workload.job.Direction;
import java.util.Arrays;

/**
 * Runs of consecutive I/Os from random offsets: {@code rw=randread:8} continues each drawn offset
 * for eight I/Os, or repeats it eight times with {@code rw_sequencer=identical}. As in fio, each
 * direction has its own run.
 */
final class RunOffsets implements Offsets {
  private final long size;
  private final Offsets starts;
  private final long length;
  private final boolean repeat;
  private final long[] left = new long[Direction.COUNT];
  private final long[] following = new long[Direction.COUNT];
  private boolean drawn;

  /**
   * Creates runs of I/Os.
   *
   * @param size size of the region, in bytes
   * @param starts offsets at which the runs begin
   * @param length number of I/Os of a run
   * @param repeat whether the I/Os of a run repeat its first offset
   */
  RunOffsets(long size, Offsets starts, long length, boolean repeat) {
    this.size = size;
    this.starts = starts;
    this.length = length;
    this.repeat = repeat;
  }

  @Override
  public long next(Direction direction, int least) {
    int d = direction.index();
    drawn = left[d] == 0 || following[d] + least > size;
    if (drawn) {
      left[d] = length;
      return starts.next(direction, least);
    }
    return following[d];
  }

  @Override
  public long bytesAvailable(long offset) {
    return drawn ? starts.bytesAvailable(offset) : size - offset;
  }

  @Override
  public void moved(Direction direction, long offset, int bytes) {
    int d = direction.index();
    left[d]--;
    following[d] = repeat ? offset : offset + bytes;
    if (drawn) {
      starts.moved(direction, offset, bytes);
    }
  }

  @Override
  public boolean drawn() {
    return drawn;
  }

  @Override
  public void startOver() {
    Arrays.fill(left, 0);
    starts.startOver();
  }
}
