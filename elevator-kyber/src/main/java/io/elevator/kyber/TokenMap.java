package io.elevator.kyber;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Which tokens of a domain are out: bits in words, each word with a set of <em>taken</em> bits and
 * a set of <em>released</em> ones that taking cleans up only when it finds nothing else. Which
 * number is given matters once the depth has changed, since numbers at and above a smaller depth do
 * not count against it; so the order is that of Linux 6.1 sbitmap to the bit, except that its
 * random first hints are 0.
 *
 * <p>{@code taken} and writes of {@code depth} are guarded by the lock of the {@link TokenPool}
 * that owns the map: {@link #take}, {@link #resize} and the figures are called under it. {@link
 * #release} is called without it: a released bit is set by an atomic or, and fetched by an atomic
 * swap with 0 under the lock, so it is either in this fetch or in the next and never lost; that it
 * may be set twice, or while it is not taken, is part of the behaviour. Completers thus share no
 * lock with each other. Hints only say where a search starts: they are read and written in opaque
 * mode, one padded slot for each stripe, and any value of them is safe, since {@link #take} resets
 * one that is not below the depth.
 */
final class TokenMap {
  /** What {@link #take} answers when all tokens are out. */
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
   * Makes a map with all tokens free.
   *
   * @param maxDepth number of tokens now, and the most there will be
   * @param wordShift binary logarithm of the tokens in a word, 0 to 6
   * @param hintCount number of stripes that take or release
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

  /** Takes a token on a stripe's behalf, or answers {@link #NONE}. Under the pool's lock. */
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

  /** Moves the released bits of a word out of the taken ones; whether there were any. */
  private boolean clean(int word) {
    int at = word * LONGS_PER_LINE;
    // Volatile: the second look of a new waiter must not pass its own announcement (TokenPool).
    if ((long) RELEASED.getVolatile(released, at) == 0) {
      return false;
    }
    long bits = (long) RELEASED.getAndSet(released, at, 0L);
    taken[word] &= ~bits;
    return bits != 0;
  }

  /** Releases a token, in use or not, on behalf of the stripe that submitted. Any thread. */
  void release(int token, int stripe) {
    int word = token >>> wordShift;
    long bit = 1L << (token & ((1 << wordShift) - 1));
    RELEASED.getAndBitwiseOr(released, word * LONGS_PER_LINE, bit);
    if (token < (int) DEPTH.getOpaque(this)) {
      hint(stripe, token);
    }
  }

  /**
   * Changes the depth. Words and bits that go out of use keep what they hold, and count again when
   * the map grows back. Under the pool's lock.
   *
   * @return whether it differed
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

  /** Returns how many tokens there are, by any thread. */
  int depth() {
    return (int) DEPTH.getOpaque(this);
  }

  /** Returns the tokens taken and not released, below the depth. Under the pool's lock. */
  int busy() {
    int bits = 0;
    int limit = depth;
    for (int word = wordsOf(limit) - 1; word >= 0; word--) {
      bits += Long.bitCount(taken[word] & maskOf(lengthOf(word, limit)));
    }
    return bits - released();
  }

  /** Returns the tokens released and not cleaned up yet, below the depth. */
  int released() {
    int bits = 0;
    int limit = depth();
    for (int word = wordsOf(limit) - 1; word >= 0; word--) {
      long set = (long) RELEASED.getVolatile(released, word * LONGS_PER_LINE);
      bits += Long.bitCount(set & maskOf(lengthOf(word, limit)));
    }
    return bits;
  }

  /** Returns the number of words in use. */
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

  /** Returns where the next search of a stripe starts. */
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
