package io.elevator.workload.pattern;

import io.elevator.workload.job.Direction;

/**
 * Random blocks, each once before any comes twice: fio's default. A block that was touched is
 * replaced by the next one that was not, so that the last blocks of a pass take no longer to find
 * than the first. An I/O of several blocks ends where a touched one begins.
 */
final class MappedOffsets implements Offsets {
  private final long size;
  private final int blockBytes;
  private final long blocks;
  private final long mostBlocks;
  private final BlockMap map;
  private final Seeded random;

  /**
   * Draws blocks of {@code blockBytes} from {@code size} bytes, which hold at least one.
   *
   * @param mostBytes of an I/O
   */
  MappedOffsets(long size, int blockBytes, int mostBytes, Seeded random) {
    this.mostBlocks = mostBytes / blockBytes;
    this.size = size;
    this.blockBytes = blockBytes;
    this.blocks = size / blockBytes;
    this.map = new BlockMap(blocks);
    this.random = random;
  }

  @Override
  public long next(Direction direction, int least) {
    if (map.free() == 0) {
      map.clear();
    }
    return map.nextFree(random.below(blocks)) * blockBytes;
  }

  @Override
  public long room(long offset) {
    return Math.min(map.freeRun(offset / blockBytes, mostBlocks) * blockBytes, size - offset);
  }

  @Override
  public void moved(Direction direction, long offset, int bytes) {
    long first = offset / blockBytes;
    for (long block = first; block < first + bytes / blockBytes; block++) {
      map.touch(block);
    }
  }

  @Override
  public boolean drawn() {
    return true;
  }

  @Override
  public void startOver() {
    map.clear();
    random.reset();
  }
}
