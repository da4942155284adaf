package io.elevator.kyber;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Bitmap of the stripes that have staged requests, for each domain of a hardware queue. A bit is
 * changed only under the lock of its stripe's {@link StagingLists}, but by an atomic operation,
 * because several stripes share a word. Bits are read without a lock. Setting a bit that is already
 * set writes nothing, so submitters do not contend for the cache line while no dispatch clears
 * bits.
 */
final class StagedStripes {
  private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);

  private final int words;
  private final long[] bits;

  StagedStripes(int stripes) {
    words = (stripes + Long.SIZE - 1) / Long.SIZE;
    bits = new long[words * Domain.COUNT];
  }

  /** Marks a stripe as having staged requests. The caller must hold the lock of the stripe. */
  void set(int stripe, Domain domain) {
    int at = at(stripe, domain);
    if (((long) WORD.getOpaque(bits, at) & 1L << stripe) == 0) {
      WORD.getAndBitwiseOr(bits, at, 1L << stripe);
    }
  }

  /** Marks a stripe as having no staged requests. The caller must hold the lock of the stripe. */
  void clear(int stripe, Domain domain) {
    WORD.getAndBitwiseAnd(bits, at(stripe, domain), ~(1L << stripe));
  }

  /** Returns true if a stripe has staged requests of a domain. */
  boolean isSet(int stripe, Domain domain) {
    return ((long) WORD.getAcquire(bits, at(stripe, domain)) & 1L << stripe) != 0;
  }

  /** Returns true if any stripe has staged requests of a domain. */
  boolean any(Domain domain) {
    int base = domain.index * words;
    for (int word = 0; word < words; word++) {
      if ((long) WORD.getAcquire(bits, base + word) != 0) {
        return true;
      }
    }
    return false;
  }

  /** Returns true if any stripe has staged requests of any domain. */
  boolean any() {
    for (int word = 0; word < bits.length; word++) {
      if ((long) WORD.getAcquire(bits, word) != 0) {
        return true;
      }
    }
    return false;
  }

  /** Returns the number of words for each domain. */
  int words() {
    return words;
  }

  /**
   * Returns the bits of 64 stripes of a domain; the lowest bit belongs to stripe {@code 64 * word}.
   */
  long word(Domain domain, int word) {
    return (long) WORD.getAcquire(bits, domain.index * words + word);
  }

  private int at(int stripe, Domain domain) {
    return domain.index * words + (stripe >>> 6);
  }
}
