package io.elevator.devices.store;

import java.util.BitSet;

/**
 * The space of a drive, in extents of equal size that files take and give back. So a drive has an
 * amount of space that files can use up, and a file has a position for each of its bytes.
 * Thread-safe: each method holds the monitor and calls nothing meanwhile.
 */
final class ExtentMap {
  private static final long MOST_EXTENTS = 1L << 28;

  private final int shift;
  private final int total;
  private final BitSet used = new BitSet();
  private int taken;

  /** No extent below this one is free. */
  private int lowestFree;

  /**
   * Creates a map without taken extents.
   *
   * @param capacityBytes capacity of the drive, in bytes
   * @param extentBytes size of an extent in bytes, a power of two; doubled until the map of a large
   *     drive is small enough
   */
  ExtentMap(long capacityBytes, int extentBytes) {
    int wanted = Integer.numberOfTrailingZeros(extentBytes);
    while (capacityBytes >>> wanted > MOST_EXTENTS) {
      wanted++;
    }
    shift = wanted;
    total = (int) (capacityBytes >>> wanted);
  }

  /** Returns the binary logarithm of the size of an extent in bytes. */
  int shift() {
    return shift;
  }

  /**
   * Takes an extent.
   *
   * @param preferred number of the extent to take if it is free; otherwise the lowest free one is
   *     taken
   * @return number of the extent, or -1 if none is free
   */
  synchronized int take(int preferred) {
    int extent = preferred;
    if (preferred < 0 || preferred >= total || used.get(preferred)) {
      lowestFree = used.nextClearBit(lowestFree);
      extent = lowestFree;
    }
    if (extent >= total) {
      return -1;
    }
    used.set(extent);
    taken++;
    return extent;
  }

  /** Gives extents back. */
  synchronized void giveBack(int first, int count) {
    used.clear(first, first + count);
    taken -= count;
    lowestFree = Math.min(lowestFree, first);
  }

  /** Returns the number of extents that are taken. */
  synchronized int taken() {
    return taken;
  }
}
