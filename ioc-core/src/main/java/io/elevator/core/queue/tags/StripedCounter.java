package io.elevator.core.queue.tags;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A counter with one cell for each stripe, each on cache lines of its own, so that submitters that
 * count do not all write one word. Thread-safe.
 */
public final class StripedCounter {
  private static final VarHandle CELL = MethodHandles.arrayElementVarHandle(long[].class);
  private static final int STRIDE = 16;

  static {
    // Links the VarHandle accesses, because the JVM needs memory for the first execution of an
    // access.
    var linked = new StripedCounter(1);
    linked.add(0, linked.sum());
  }

  private final long[] cells;
  private final int stripes;

  /** Creates a counter at 0. */
  public StripedCounter(int stripes) {
    this.stripes = stripes;
    // One stride of room at both ends, so that no cell shares a cache line with a neighbour on the
    // heap.
    this.cells = new long[(stripes + 1) * STRIDE];
  }

  /** Adds to the cell of a stripe; a full fence. */
  public void add(int stripe, long value) {
    long ignored = (long) CELL.getAndAdd(cells, (stripe + 1) * STRIDE - 1, value);
  }

  /**
   * Returns the sum of the cells, each read with volatile ordering. A snapshot unless no thread is
   * adding.
   */
  public long sum() {
    long sum = 0;
    for (int i = 0; i < stripes; i++) {
      sum += (long) CELL.getVolatile(cells, (i + 1) * STRIDE - 1);
    }
    return sum;
  }
}
