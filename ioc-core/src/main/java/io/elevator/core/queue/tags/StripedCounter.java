package io.elevator.core.queue.tags;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A counter with a cell for each stripe, each on cache lines of its own: what every submitter
 * counts must not be one word that all of them write. Thread-safe.
 */
public final class StripedCounter {
  private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);
  private static final int STRIDE = 16;

  static {
    // Links the accesses of the handle, for which the JVM needs memory when they are first
    // executed.
    var linked = new StripedCounter(1);
    linked.add(0, linked.sum());
  }

  private final long[] cells;
  private final int stripes;

  /** Makes a counter at 0. */
  public StripedCounter(int stripes) {
    this.stripes = stripes;
    // One stride of room at both ends, so that neighbours on the heap share no line with a cell.
    this.cells = new long[(stripes + 1) * STRIDE];
  }

  /** Adds to a stripe's cell; a full fence. */
  public void add(int stripe, long value) {
    long ignored = (long) CELL.getAndAdd(cells, (stripe + 1) * STRIDE - 1, value);
  }

  /**
   * Returns the sum of the cells, each read with volatile ordering; a moving picture unless nobody
   * adds.
   */
  public long sum() {
    long sum = 0;
    for (int i = 0; i < stripes; i++) {
      sum += (long) CELL.getVolatile(cells, (i + 1) * STRIDE - 1);
    }
    return sum;
  }
}
