package io.elevator.devices.store;

/**
 * A generator of random numbers that depend only on the seed, not on machine or release: SplitMix64
 * (Steele, Lea and Flood, OOPSLA 2014). Allocates nothing. Not thread-safe.
 */
public final class SeededRandom {
  private long state;

  /**
   * Creates a generator of random numbers.
   *
   * @param seed seed of the run
   * @param stream number of the stream; streams of one seed are independent of each other
   */
  public SeededRandom(long seed, int stream) {
    state = mix(seed + stream * 0x9e3779b97f4a7c15L);
  }

  /** Returns the next 64 random bits. */
  public long next() {
    state += 0x9e3779b97f4a7c15L;
    return mix(state);
  }

  /**
   * Returns a random number from 0 to {@code bound} less 1.
   *
   * @param bound upper bound, above 0
   */
  public long below(long bound) {
    // Taking the high half of the product needs no division. The bias of the result is negligible
    // (2^-63 × bound).
    return Math.unsignedMultiplyHigh(next(), bound);
  }

  /** Returns a random number from 0, inclusive, to 1, exclusive. */
  public double fraction() {
    return (next() >>> 11) * 0x1p-53;
  }

  private static long mix(long value) {
    long z = value;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }
}
