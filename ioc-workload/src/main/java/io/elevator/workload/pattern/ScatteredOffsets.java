package io.elevator.workload.pattern;

import io.elevator.workload.job.Direction;

/**
 * Each block once in an order that only seems random, without a map of what was touched: what fio's
 * {@code lfsr} does. The order comes from a {@link Permutation}.
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
    count = 0;
  }
}
