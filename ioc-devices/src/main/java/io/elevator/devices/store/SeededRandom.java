package io.elevator.devices.store;

/**
 * Random numbers that are the same for a seed on every machine and release: SplitMix64 (Steele, Lea
 * and Flood, OOPSLA 2014). Allocates nothing. Not thread-safe.
 */
public final class SeededRandom {
  private long state;

  /** Starts at a seed; another stream number gives an independent sequence. */
  public SeededRandom(long seed, int stream) {
    state = mix(seed + stream * 0x9e3779b97f4a7c15L);
  }

  /** Returns 64 random bits. */
  public long next() {
    state += 0x9e3779b97f4a7c15L;
    return mix(state);
  }

  /** Returns a number from 0 to below a bound above 0. */
  public long below(long bound) {
    // The high half of the product: unbiased enough (2^-63 × bound) and without division.
    return Math.unsignedMultiplyHigh(next(), bound);
  }

  /** Returns a number in [0, 1). */
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
