package io.elevator.core.queue.tags;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A set of tags from 0, taken and released by any thread without a lock. The tags are divided into
 * words of {@code 2^shift} bits, each on cache lines of its own, because a search may be limited to
 * the lowest bits of every word: the shallow depth is a limit per word, not a total.
 *
 * <p>A set bit is a taken tag. Taking is a compare-and-set and releasing an atomic and, both with
 * volatile ordering: what the last owner wrote is visible to the next, and the release is a full
 * fence before whatever its caller reads next (waiters, restart marks). {@link #depth} changes only
 * while nobody takes tags. Source: the reference's {@code sbitmap}.
 */
public final class TagBitmap {
  private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);

  /** Longs from one word to the next: 128 bytes, as processors fetch lines in pairs. */
  private static final int STRIDE = 16;

  static {
    // Links the accesses of the handle, for which the JVM needs memory when they are first
    // executed: a tag that could not be released would be lost.
    var linked = new TagBitmap(1);
    if (linked.hasFree(0)) {
      linked.release(linked.take(0, 0));
    }
    int[] taken = new int[1];
    if (linked.takeSeveral(0, 1, taken) == 1) {
      linked.release(taken[0]);
    }
  }

  private final int shift;
  private final long[] words;
  private final int capacity;
  private int depth;
  private int wordCount;

  /**
   * Makes a set of free tags.
   *
   * @param depth how many, from 0
   */
  public TagBitmap(int depth) {
    this(depth, shiftFor(depth));
  }

  private TagBitmap(int depth, int shift) {
    if (depth < 0) {
      throw new IllegalArgumentException("a bitmap of " + depth + " tags; expected 0 or more");
    }
    this.shift = shift;
    this.capacity = depth;
    this.words = new long[Math.max(1, wordsFor(depth, shift)) * STRIDE];
    this.depth = depth;
    this.wordCount = wordsFor(depth, shift);
  }

  /** Returns the binary logarithm of the bits in a word for a number of tags. */
  public static int shiftFor(int depth) {
    int shift = 6;
    if (depth >= 4) {
      while (4 << shift > depth) {
        shift--;
      }
    }
    return shift;
  }

  private static int wordsFor(int depth, int shift) {
    return (depth + (1 << shift) - 1) >>> shift;
  }

  /** Returns how many tags there are. */
  public int depth() {
    return depth;
  }

  /** Returns how many tags it was made with, the most it can be resized to. */
  public int capacity() {
    return capacity;
  }

  /** Returns the binary logarithm of the bits in a word, fixed when the set is made. */
  public int shift() {
    return shift;
  }

  /** Returns how many words hold tags. */
  public int words() {
    return wordCount;
  }

  /**
   * Changes the number of tags; the words keep their size. Only while nobody takes tags and none
   * beyond the new depth is taken.
   *
   * @throws IllegalArgumentException if it is more than the set was made with
   */
  public void resize(int value) {
    if (value < 0 || value > capacity) {
      throw new IllegalArgumentException(
          "resizing a bitmap made for " + capacity + " tags to " + value);
    }
    depth = value;
    wordCount = wordsFor(value, shift);
  }

  /**
   * Takes a free tag.
   *
   * @param hint the word to begin with, any number from 0; submitters apart begin apart
   * @param shallow how many of the lowest bits of each word may be taken, 0 for all
   * @return the tag, or −1 if none that is permitted was free
   */
  public int take(int hint, int shallow) {
    int count = wordCount;
    if (count == 0) {
      return -1;
    }
    int index = hint < count ? hint : hint % count;
    for (int i = 0; i < count; i++) {
      long permitted = permitted(index, shallow);
      int slot = index * STRIDE;
      long word = (long) WORD.getOpaque(words, slot);
      long free = ~word & permitted;
      while (free != 0) {
        long bit = Long.lowestOneBit(free);
        long seen = (long) WORD.compareAndExchange(words, slot, word, word | bit);
        if (seen == word) {
          return (index << shift) + Long.numberOfTrailingZeros(bit);
        }
        word = seen;
        free = ~word & permitted;
      }
      if (++index == count) {
        index = 0;
      }
    }
    return -1;
  }

  /**
   * Takes several free tags of one word at once.
   *
   * @param hint the word to begin with, as in {@link #take}
   * @param most how many at most
   * @param into receives the tags
   * @return how many there were, 0 if none was free
   */
  public int takeSeveral(int hint, int most, int[] into) {
    int count = wordCount;
    for (int i = 0; i < count; i++) {
      int index = (hint + i) % count;
      long permitted = permitted(index, 0);
      int slot = index * STRIDE;
      long word = (long) WORD.getOpaque(words, slot);
      long free = ~word & permitted;
      while (free != 0) {
        long taken = lowest(free, most);
        long seen = (long) WORD.compareAndExchange(words, slot, word, word | taken);
        if (seen == word) {
          return list(index << shift, taken, into);
        }
        word = seen;
        free = ~word & permitted;
      }
    }
    return 0;
  }

  private static long lowest(long bits, int most) {
    long rest = bits;
    for (int i = 0; i < most && rest != 0; i++) {
      rest &= rest - 1;
    }
    return bits ^ rest;
  }

  private static int list(int firstTag, long bits, int[] into) {
    int count = 0;
    for (long rest = bits; rest != 0; rest &= rest - 1) {
      into[count++] = firstTag + Long.numberOfTrailingZeros(rest);
    }
    return count;
  }

  /** Whether a tag is free that a search with this shallow depth may take; a moving picture. */
  public boolean hasFree(int shallow) {
    for (int i = 0; i < wordCount; i++) {
      if ((~(long) WORD.getVolatile(words, i * STRIDE) & permitted(i, shallow)) != 0) {
        return true;
      }
    }
    return false;
  }

  private long permitted(int index, int shallow) {
    int bits = Math.min(1 << shift, depth - (index << shift));
    if (shallow > 0 && shallow < bits) {
      bits = shallow;
    }
    return bits == 64 ? -1L : (1L << bits) - 1;
  }

  /**
   * Gives a tag back.
   *
   * @throws IllegalStateException if it was not taken
   */
  public void release(int tag) {
    release(tag >>> shift, 1L << (tag & ((1 << shift) - 1)));
  }

  /**
   * Gives several tags of one word back at once.
   *
   * @throws IllegalStateException if one of them was not taken; the others are free then
   */
  public void release(int word, long bits) {
    long before = (long) WORD.getAndBitwiseAnd(words, word * STRIDE, ~bits);
    if ((before & bits) != bits) {
      throw new IllegalStateException(
          "tags "
              + Long.toHexString(bits & ~before)
              + " (hexadecimal) of word "
              + word
              + " were returned twice");
    }
  }

  /** Whether a tag is taken. */
  public boolean isTaken(int tag) {
    long word = (long) WORD.getVolatile(words, (tag >>> shift) * STRIDE);
    return (word >>> (tag & ((1 << shift) - 1)) & 1) != 0;
  }

  /** Returns how many tags are taken; a moving picture. */
  public int taken() {
    int taken = 0;
    for (int i = 0; i < wordCount; i++) {
      taken += Long.bitCount((long) WORD.getVolatile(words, i * STRIDE));
    }
    return taken;
  }

  /** Returns how many tags searches with a shallow depth can take at most. */
  public int usable(int shallow) {
    int usable = 0;
    for (int i = 0; i < wordCount; i++) {
      usable += Long.bitCount(permitted(i, shallow));
    }
    return usable;
  }
}
