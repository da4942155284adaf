package io.elevator.cli.pattern;

import io.elevator.cli.job.Direction;

/**
 * Random blocks of one size, each once before any comes twice: fio's default. A block that was
 * touched is replaced by the next one that was not, so that the last blocks of a pass take no
 * longer to find than the first.
 */
final class MappedOffsets implements Offsets {
  private final Region region;
  private final int blockBytes;
  private final long blocks;
  private final BlockMap map;
  private final Seeded random;

  /** Draws blocks of {@code blockBytes} from {@code region}, which holds at least one. */
  MappedOffsets(Region region, int blockBytes, Seeded random) {
    this.region = region;
    this.blockBytes = blockBytes;
    this.blocks = region.bytes() / blockBytes;
    this.map = new BlockMap(blocks);
    this.random = random;
  }

  @Override
  public long next(Direction direction, int bytes) {
    if (map.free() == 0) {
      map.clear();
    }
    return take(map.nextFree(random.below(blocks)));
  }

  /** Touches {@code block} and says where it is. */
  private long take(long block) {
    map.touch(block);
    return region.offset() + block * blockBytes;
  }

  @Override
  public void startOver() {
    map.clear();
  }
}
