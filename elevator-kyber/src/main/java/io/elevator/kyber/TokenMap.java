package io.elevator.kyber;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The bitmap of a domain's tokens. Each word has a set of <em>taken</em> bits and a set of
 * <em>released</em> bits. {@link #take} cleans up a word's released bits only if the word has no
 * free bit. The number of a token matters after a change of depth, because tokens whose numbers are
 * not below a smaller depth do not count against it. Therefore tokens are given in exactly the
 * order of Linux 6.1 sbitmap, except that the first hints are 0 instead of random.
 *
 * <p>The lock of the {@link TokenPool} that owns the map guards {@code taken} and writes of {@code
 * depth}: {@link #take}, {@link #resize} and {@link #busy} are called under it. {@link #release} is
 * called without it, so completing threads do not share a lock. A release sets a bit by an atomic
 * or. Cleaning up fetches the bits by an atomic swap with 0 under the lock. So each bit is in this
 * fetch or in the next one, and none is lost. A bit may be released twice, or released without
 * being taken; that is part of the behaviour of Linux 6.1.
 *
 * <p>A hint is the token at which a search starts. Hints are accessed in opaque mode, in one padded
 * element for each stripe. Any value of a hint is safe, because {@link #take} resets a hint that is
 * not below the depth.
 */
final class TokenMap {
  /** Returned by {@link #take} if no token is free. */
  static final int NONE = -1;

  private static final int LONGS_PER_LINE = 8;
  private static final int INTS_PER_LINE = 16;
  private static final VarHandle RELEASED = MethodHandles.arrayElementVarHandle(long[].class);
  private static final VarHandle HINT = MethodHandles.arrayElementVarHandle(int[].class);
  private static final VarHandle DEPTH;

  static {
    try {
      DEPTH = MethodHandles.lookup().findVarHandle(TokenMap.class, "depth", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private final int maxDepth;
  private final int wordShift;
  private final long[] taken;
  private final long[] released;
  private final int[] hints;
  private final int hintCount;
  private int depth;

  /**
   * Creates a map in which all tokens are free.
   *
   * @param maxDepth initial number of tokens, which is also the maximum
   * @param wordShift binary logarithm of the number of tokens in a word, 0 to 6
   * @param hintCount number of hints: one for each stripe that takes or releases tokens
   */
  TokenMap(int maxDepth, int wordShift, int hintCount) {
    this.maxDepth = maxDepth;
    this.wordShift = wordShift;
    this.depth = maxDepth;
    this.hintCount = hintCount;
    int words = wordsOf(maxDepth);
    taken = new long[words];
    released = new long[words * LONGS_PER_LINE];
    hints = new int[hintCount * INTS_PER_LINE];
  }

  /**
   * Takes a token, beginning the search at the hint of a stripe. The caller must hold the lock of
   * the pool.
   *
   * @return number of the token, or {@link #NONE}
   */
  int take(int stripe) {
    int limit = depth;
    int hint = hint(stripe);
    if (hint >= limit) {
      hint = 0;
      hint(stripe, 0);
    }
    int words = wordsOf(limit);
    int word = hint >>> wordShift;
    for (int visited = 0; visited < words; visited++) {
      int bit = takeIn(word, lengthOf(word, limit));
      if (bit != NONE) {
        int token = (word << wordShift) + bit;
        if (token == hint) {
          hint(stripe, token + 1 >= limit - 1 ? 0 : token + 1);
        }
        return token;
      }
      word = word + 1 == words ? 0 : word + 1;
    }
    hint(stripe, 0);
    return NONE;
  }

  private int takeIn(int word, int length) {
    long usable = maskOf(length);
    long free = ~taken[word] & usable;
    if (free == 0) {
      if (!clean(word)) {
        return NONE;
      }
      free = ~taken[word] & usable;
      if (free == 0) {
        return NONE;
      }
    }
    int bit = Long.numberOfTrailingZeros(free);
    taken[word] |= 1L << bit;
    return bit;
  }

  /**
   * Clears the released bits of a word from its taken bits. Returns true if there were released
   * bits.
   */
  private boolean clean(int word) {
    int at = word * LONGS_PER_LINE;
    // A volatile read is needed: a hardware queue that begins to wait writes TokenPool.hasWaiters
    // and then tries a second time, and this read must not move before that write.
    if ((long) RELEASED.getVolatile(released, at) == 0) {
      return false;
    }
    long bits = (long) RELEASED.getAndSet(released, at, 0L);
    taken[word] &= ~bits;
    return bits != 0;
  }

  /**
   * Releases a token, whether it is taken or not. Callable from any thread.
   *
   * @param token number of the token
   * @param stripe stripe that submitted the request; the hint of this stripe is set to the token
   */
  void release(int token, int stripe) {
    int word = token >>> wordShift;
    long bit = 1L << (token & ((1 << wordShift) - 1));
    RELEASED.getAndBitwiseOr(released, word * LONGS_PER_LINE, bit);
    if (token < (int) DEPTH.getOpaque(this)) {
      hint(stripe, token);
    }
  }

  /**
   * Changes the depth. Bits at or above the new depth keep their values and count again when the
   * depth grows. The caller must hold the lock of the pool.
   *
   * @param newDepth new number of tokens
   * @return true if the depth changed
   */
  boolean resize(int newDepth) {
    if (newDepth < 1 || newDepth > maxDepth) {
      throw new IllegalArgumentException(
          "a depth of " + newDepth + " tokens; expected 1 to " + maxDepth);
    }
    if (newDepth == depth) {
      return false;
    }
    for (int word = wordsOf(depth) - 1; word >= 0; word--) {
      clean(word);
    }
    DEPTH.setOpaque(this, newDepth);
    return true;
  }

  /** Returns the number of tokens. Callable from any thread. */
  int depth() {
    return (int) DEPTH.getOpaque(this);
  }

  /**
   * Returns the number of tokens below the depth that are taken and not released. The caller must
   * hold the lock of the pool.
   */
  int busy() {
    int bits = 0;
    int limit = depth;
    for (int word = wordsOf(limit) - 1; word >= 0; word--) {
      bits += Long.bitCount(taken[word] & maskOf(lengthOf(word, limit)));
    }
    return bits - released();
  }

  /** Returns the number of tokens below the depth that are released and not cleaned up yet. */
  int released() {
    int bits = 0;
    int limit = depth();
    for (int word = wordsOf(limit) - 1; word >= 0; word--) {
      long set = (long) RELEASED.getVolatile(released, word * LONGS_PER_LINE);
      bits += Long.bitCount(set & maskOf(lengthOf(word, limit)));
    }
    return bits;
  }

  /** Returns the number of words that the current depth uses. */
  int words() {
    return wordsOf(depth());
  }

  /** Returns the number of tokens in a full word. */
  int tokensPerWord() {
    return 1 << wordShift;
  }

  /** Returns the number of hints. */
  int hintCount() {
    return hintCount;
  }

  /** Returns the token where the next search of a stripe starts. */
  int hint(int stripe) {
    return (int) HINT.getOpaque(hints, stripe * INTS_PER_LINE);
  }

  private void hint(int stripe, int token) {
    HINT.setOpaque(hints, stripe * INTS_PER_LINE, token);
  }

  private int wordsOf(int tokens) {
    return (tokens + (1 << wordShift) - 1) >>> wordShift;
  }

  private int lengthOf(int word, int limit) {
    return Math.min(1 << wordShift, limit - (word << wordShift));
  }

  private static long maskOf(int length) {
    return -1L >>> (Long.SIZE - length);
  }
}
