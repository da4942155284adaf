package io.elevator.kyber;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * For each domain of a hardware queue, which stripes have something staged. A bit changes only
 * under the lock of its stripe's {@link StagingLists}, by an atomic operation because stripes share
 * words; it is read without a lock. Setting a bit that is set already writes nothing, so while
 * nobody dispatches, submitters do not pull the line from each other.
 */
final class StagedStripes {
  private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);

  private final int words;
  private final long[] bits;

  StagedStripes(int stripes) {
    words = (stripes + Long.SIZE - 1) / Long.SIZE;
    bits = new long[words * Domain.COUNT];
  }

  /** Notes that a stripe has something; under its lock. */
  void set(int stripe, Domain domain) {
    int at = at(stripe, domain);
    if (((long) WORD.getOpaque(bits, at) & 1L << stripe) == 0) {
      WORD.getAndBitwiseOr(bits, at, 1L << stripe);
    }
  }

  /** Notes that a stripe has nothing left; under its lock. */
  void clear(int stripe, Domain domain) {
    WORD.getAndBitwiseAnd(bits, at(stripe, domain), ~(1L << stripe));
  }

  /** Whether a stripe has something. */
  boolean isSet(int stripe, Domain domain) {
    return ((long) WORD.getAcquire(bits, at(stripe, domain)) & 1L << stripe) != 0;
  }

  /** Whether any stripe has something in a domain. */
  boolean any(Domain domain) {
    int base = domain.index * words;
    for (int word = 0; word < words; word++) {
      if ((long) WORD.getAcquire(bits, base + word) != 0) {
        return true;
      }
    }
    return false;
  }

  /** Whether any stripe has something in any domain. */
  boolean any() {
    for (int word = 0; word < bits.length; word++) {
      if ((long) WORD.getAcquire(bits, word) != 0) {
        return true;
      }
    }
    return false;
  }

  /** Returns the number of words of a domain. */
  int words() {
    return words;
  }

  /** Returns 64 stripes of a domain; the lowest bit is stripe {@code 64 * word}. */
  long word(Domain domain, int word) {
    return (long) WORD.getAcquire(bits, domain.index * words + word);
  }

  private int at(int stripe, Domain domain) {
    return domain.index * words + (stripe >>> 6);
  }
}
