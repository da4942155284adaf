package io.elevator.cli.pattern;

import io.elevator.cli.job.Direction;

/** Random offsets at multiples of the I/O's own size, without regard to what came before. */
final class UnmappedOffsets implements Offsets {
  private final Region region;
  private final Seeded random;

  UnmappedOffsets(Region region, Seeded random) {
    this.region = region;
    this.random = random;
  }

  @Override
  public long next(Direction direction, int bytes) {
    return region.offset() + random.below(region.bytes() / bytes) * bytes;
  }

  @Override
  public void startOver() {}
}
