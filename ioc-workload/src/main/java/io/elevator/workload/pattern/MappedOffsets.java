package io.elevator.workload.pattern;

import io.elevator.workload.job.Direction;

/**
 * Random offsets of blocks, where each block is used once before any is used again; fio's default.
 * A drawn block that was already used is replaced by the next unused one, so that the last blocks
 * of a pass are found as fast as the first. An I/O of several blocks ends before a used block.
 */
final class MappedOffsets implements Offsets {
  private final long size;
  private final int blockBytes;
  private final long blocks;
  private final long mostBlocks;
  private final BlockMap map;
  private final Seeded random;

  /**
   * Creates offsets of blocks of {@code blockBytes} bytes in a region of {@code size} bytes, which
   * has room for at least one block.
   *
   * @param size size of the region, in bytes
   * @param blockBytes size of a block, in bytes
   * @param mostBytes greatest size of an I/O, in bytes
   * @param random source of the offsets
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
  public long bytesAvailable(long offset) {
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
  public void startOver() {
    map.clear();
    random.reset();
  }
}
