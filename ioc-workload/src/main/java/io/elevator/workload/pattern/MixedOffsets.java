package io.elevator.workload.pattern;

import io.elevator.workload.job.Direction;
import java.util.List;

/**
 * Offsets of which a percentage is random ({@code percentage_random}). The other I/Os follow
 * directly after the previous I/O in their direction.
 */
final class MixedOffsets implements Offsets {
  private final Offsets jumps;
  private final List<Integer> percents;
  private final long size;
  private final Seeded random;
  private final long[] ends = new long[Direction.COUNT];
  private boolean drawn;

  MixedOffsets(long size, Offsets jumps, List<Integer> percents, Seeded random) {
    this.size = size;
    this.jumps = jumps;
    this.percents = percents;
    this.random = random;
  }

  @Override
  public long next(Direction direction, int least) {
    int d = direction.index();
    drawn = random.below(100) < percents.get(d);
    if (drawn) {
      return jumps.next(direction, least);
    }
    return ends[d] + least > size ? 0 : ends[d];
  }

  @Override
  public long bytesAvailable(long offset) {
    return drawn ? jumps.bytesAvailable(offset) : size - offset;
  }

  @Override
  public void moved(Direction direction, long offset, int bytes) {
    ends[direction.index()] = offset + bytes;
    if (drawn) {
      jumps.moved(direction, offset, bytes);
    }
  }

  @Override
  public boolean drawn() {
    return drawn;
  }

  @Override
  public void startOver() {
    java.util.Arrays.fill(ends, 0);
    random.reset();
    jumps.startOver();
  }
}
