package io.elevator.workload.pattern;

import io.elevator.workload.job.Direction;

/**
 * Offsets of blocks in a pseudo-random order that contains each block once and needs no map of used
 * blocks, as with fio's {@code lfsr}. The order is a {@link Permutation}.
 */
final class ScatteredOffsets implements Offsets {
  private final long size;
  private final int blockBytes;
  private final long blocks;
  private final Permutation order;
  private long count;

  ScatteredOffsets(long size, int blockBytes, long seed) {
    this.size = size;
    this.blockBytes = blockBytes;
    this.blocks = size / blockBytes;
    this.order = new Permutation(blocks, seed);
  }

  @Override
  public long next(Direction direction, int least) {
    long block = order.at(count % blocks);
    count++;
    return block * blockBytes;
  }

  @Override
  public long bytesAvailable(long offset) {
    return size - offset;
  }

  @Override
  public void startOver() {
    count = 0;
  }
}
