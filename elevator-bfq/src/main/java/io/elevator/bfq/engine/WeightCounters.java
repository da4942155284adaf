package io.elevator.bfq.engine;

/**
 * Counters, by weight, of the queues that have requests and are not raised. They show whether all
 * these queues have the same weight, so that they may be served equally.
 *
 * <p>The counters hold one reference to each counted queue.
 */
public final class WeightCounters {

  private final int[] counts = new int[GroupEntity.MAX_WEIGHT + 1];
  private final long[] present = new long[(GroupEntity.MAX_WEIGHT >> 6) + 1];
  private int distinct;

  WeightCounters() {}

  /** Counts a queue under its current weight. Does nothing if the queue is counted already. */
  public void add(QueueEntity queue) {
    if (queue.countedWeight != 0) {
      return;
    }
    int weight = queue.weight;
    if (weight < GroupEntity.MIN_WEIGHT || weight > GroupEntity.MAX_WEIGHT) {
      throw new IllegalStateException(
          "a queue that is not raised has weight " + weight + ", expected 1..1000");
    }
    if (counts[weight]++ == 0) {
      present[weight >> 6] |= 1L << weight;
      distinct++;
    }
    queue.countedWeight = weight;
    queue.takeReference();
  }

  /**
   * Stops counting a queue, which may release the last reference to it. Does nothing if the queue
   * is not counted.
   */
  public void remove(QueueEntity queue) {
    int weight = queue.countedWeight;
    if (weight == 0) {
      return;
    }
    if (--counts[weight] == 0) {
      present[weight >> 6] &= ~(1L << weight);
      distinct--;
    }
    queue.countedWeight = 0;
    queue.dropReference();
  }

  /**
   * Returns true if at least two different weights are counted and {@code queue} is not counted
   * under the smallest one.
   */
  public boolean differAbove(QueueEntity queue) {
    return distinct > 1 && queue.countedWeight != smallest();
  }

  private int smallest() {
    for (int word = 0; word < present.length; word++) {
      if (present[word] != 0) {
        return (word << 6) + Long.numberOfTrailingZeros(present[word]);
      }
    }
    return 0;
  }
}
