package io.elevator.workload.pattern;

import io.elevator.workload.job.Direction;
import io.elevator.workload.job.OffsetSpec;
import java.util.ArrayList;
import java.util.List;

/** Random offsets without regard to what came before, spread over the region as the job says. */
final class UnmappedOffsets implements Offsets {
  private final long size;
  private final List<BlockDraw> draws = new ArrayList<>();
  private final int[] aligns = new int[Direction.COUNT];
  private final Seeded random;

  /**
   * Offsets in {@code size} bytes.
   *
   * @param units of each direction: what offsets are multiples of where {@code spec} does not say
   */
  UnmappedOffsets(long size, OffsetSpec spec, int[] units, Seeded random) {
    this.size = size;
    this.random = random;
    for (Direction direction : Direction.values()) {
      int d = direction.index();
      int align = spec.aligns().get(d);
      aligns[d] = align == 0 ? units[d] : align;
      // The last offset has to have room for the least block.
      long blocks = Math.max(1, (size - units[d]) / aligns[d] + 1);
      draws.add(BlockDraw.of(spec.spreads().get(d), blocks, aligns[d], random));
    }
  }

  /** The same without any spread, on blocks of one size. */
  UnmappedOffsets(long size, int unit, Seeded random) {
    this(size, OffsetSpec.DEFAULTS, new int[] {unit, unit, unit}, random);
  }

  @Override
  public long next(Direction direction, int least) {
    int d = direction.index();
    return draws.get(d).next() * aligns[d];
  }

  @Override
  public long room(long offset) {
    return size - offset;
  }

  @Override
  public void moved(Direction direction, long offset, int bytes) {}

  @Override
  public boolean drawn() {
    return true;
  }

  @Override
  public void startOver() {
    random.reset();
    draws.forEach(BlockDraw::startOver);
  }
}
