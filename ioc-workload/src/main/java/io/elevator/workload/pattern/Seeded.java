package io.elevator.workload.pattern;

/**
 * Random sequence that is the same for the same seed on every machine and JDK: xoshiro256**, with
 * its state initialized by SplitMix64. (The JDK guarantees equal sequences only for {@code Random},
 * whose low bits are poor.) Not thread-safe.
 */
public final class Seeded {
  private static final long GOLDEN_GAMMA = 0x9E3779B97F4A7C15L;

  private long seed;
  private long s0;
  private long s1;
  private long s2;
  private long s3;

  /** Creates the random sequence that belongs to {@code seed}. */
  public Seeded(long seed) {
    this.seed = seed;
    reset();
  }

  /** Continues with the start of the sequence of another seed. */
  public void restart(long newSeed) {
    seed = newSeed;
    reset();
  }

  /** Returns to the start of the sequence of the current seed. */
  public void reset() {
    long state = seed + GOLDEN_GAMMA;
    s0 = mix(state);
    state += GOLDEN_GAMMA;
    s1 = mix(state);
    state += GOLDEN_GAMMA;
    s2 = mix(state);
    state += GOLDEN_GAMMA;
    s3 = mix(state);
  }

  /**
   * Returns a seed that is derived from {@code seed} and independent of it; each number {@code
   * purpose} gives another seed.
   */
  public static long derive(long seed, long purpose) {
    return mix(mix(seed) + purpose * GOLDEN_GAMMA);
  }

  private static long mix(long z) {
    long a = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    long b = (a ^ (a >>> 27)) * 0x94D049BB133111EBL;
    return b ^ (b >>> 31);
  }

  /** Returns the next 64 random bits. */
  public long next() {
    long result = Long.rotateLeft(s1 * 5, 7) * 9;
    long t = s1 << 17;
    s2 ^= s0;
    s3 ^= s1;
    s1 ^= s2;
    s0 ^= s3;
    s2 ^= t;
    s3 = Long.rotateLeft(s3, 45);
    return result;
  }

  /** Returns a random number from 0 (inclusive) to 1 (exclusive). */
  public double fraction() {
    return (next() >>> 11) * 0x1.0p-53;
  }

  /**
   * Returns a random number from 0 (inclusive) to {@code bound} (exclusive), which must be
   * positive.
   */
  public long below(long bound) {
    // The result is the high half of a 128-bit product. Its distribution differs from a uniform one
    // by less than bound / 2^64.
    return Math.unsignedMultiplyHigh(next(), bound);
  }
}
