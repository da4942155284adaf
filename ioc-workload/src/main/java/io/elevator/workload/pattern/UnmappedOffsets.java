package io.elevator.workload.pattern;

import io.elevator.workload.job.Direction;
import io.elevator.workload.job.OffsetSpec;
import java.util.ArrayList;
import java.util.List;

/** Random offsets with the job's distribution; each offset is independent of the earlier ones. */
final class UnmappedOffsets implements Offsets {
  private final long size;
  private final List<BlockDraw> draws = new ArrayList<>();
  private final int[] aligns = new int[Direction.COUNT];
  private final Seeded random;

  /**
   * Creates random offsets in a region.
   *
   * @param size size of the region, in bytes
   * @param spec rules for the offsets
   * @param units alignment for each direction, in bytes, if {@code spec} sets none
   * @param random source of the offsets
   */
  UnmappedOffsets(long size, OffsetSpec spec, int[] units, Seeded random) {
    this.size = size;
    this.random = random;
    for (Direction direction : Direction.values()) {
      int d = direction.index();
      int align = spec.aligns().get(d);
      aligns[d] = align == 0 ? units[d] : align;
      // The last offset must leave room for the smallest block.
      long blocks = Math.max(1, (size - units[d]) / aligns[d] + 1);
      draws.add(BlockDraw.of(spec.spreads().get(d), blocks, aligns[d], random));
    }
  }

  /**
   * Creates uniformly distributed offsets in a region.
   *
   * @param size size of the region, in bytes
   * @param unit size of a block, in bytes; offsets are multiples of it
   * @param random source of the offsets
   */
  UnmappedOffsets(long size, int unit, Seeded random) {
    this(size, OffsetSpec.DEFAULTS, new int[] {unit, unit, unit}, random);
  }

  @Override
  public long next(Direction direction, int least) {
    int d = direction.index();
    return draws.get(d).next() * aligns[d];
  }

  @Override
  public long bytesAvailable(long offset) {
    return size - offset;
  }

  @Override
  public void startOver() {
    random.reset();
    draws.forEach(BlockDraw::startOver);
  }
}
