package io.elevator.cli.pattern;

import io.elevator.cli.job.Direction;
import java.util.Arrays;

/**
 * Runs of I/Os from random offsets: {@code rw=randread:8} goes on from each drawn offset for eight
 * I/Os, or repeats it eight times with {@code rw_sequencer=identical}. Each direction has its own
 * run, as in fio.
 */
final class RunOffsets implements Offsets {
  private final Region region;
  private final Offsets starts;
  private final long length;
  private final boolean repeat;
  private final long[] left = new long[Direction.COUNT];
  private final long[] last = new long[Direction.COUNT];

  /** Runs of {@code length} I/Os that begin where {@code starts} says. */
  RunOffsets(Region region, Offsets starts, long length, boolean repeat) {
    this.region = region;
    this.starts = starts;
    this.length = length;
    this.repeat = repeat;
  }

  @Override
  public long next(Direction direction, int bytes) {
    int d = direction.index();
    long offset = repeat ? last[d] : last[d] + bytes;
    boolean fits = offset - region.offset() + bytes <= region.bytes();
    if (left[d] == 0 || !fits) {
      offset = starts.next(direction, bytes);
      left[d] = length;
    }
    left[d]--;
    last[d] = offset;
    return offset;
  }

  @Override
  public void startOver() {
    Arrays.fill(left, 0);
    starts.startOver();
  }
}
