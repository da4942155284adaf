package io.elevator.workload.pattern;

/**
 * Fixed pseudo-random order of the numbers from 0 to n-1 that needs no memory: a Feistel network
 * over the next even power of two, repeated until the value is below n. Immutable.
 */
final class Permutation {
  private static final int ROUNDS = 4;

  private final long size;
  private final int halfBits;
  private final long mask;
  private final long[] keys = new long[ROUNDS];

  /** Creates an order of the numbers from 0 to {@code size} less 1; each seed has its own order. */
  Permutation(long size, long seed) {
    this.size = size;
    int bits = Math.max(2, Long.SIZE - Long.numberOfLeadingZeros(size - 1));
    this.halfBits = (bits + 1) / 2;
    this.mask = (1L << halfBits) - 1;
    for (int i = 0; i < ROUNDS; i++) {
      keys[i] = Seeded.derive(seed, i);
    }
  }

  /** Returns the number at position {@code index} of the order. */
  long at(long index) {
    long value = index;
    do {
      value = round(value);
    } while (value >= size);
    return value;
  }

  private long round(long value) {
    long left = value >>> halfBits;
    long right = value & mask;
    for (long key : keys) {
      long next = left ^ (Seeded.derive(key, right) & mask);
      left = right;
      right = next;
    }
    return (left << halfBits) | right;
  }
}
