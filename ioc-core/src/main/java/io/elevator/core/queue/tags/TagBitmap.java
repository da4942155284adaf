package io.elevator.core.queue.tags;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A set of tags numbered from 0, which any thread takes and releases without a lock. The tags are
 * divided into words of {@code 2^shift} bits, each word on cache lines of its own, because a search
 * may be limited to the lowest bits of every word: the shallow depth is a limit for each word, not
 * for the total.
 *
 * <p>A set bit is a taken tag. Taking a tag is a compare-and-set and releasing it an atomic AND,
 * both with volatile ordering. So all that the last owner wrote is visible to the next owner, and
 * the release is a full fence before the caller's next read (of waiters or restart marks). {@link
 * #depth} changes only while no thread takes tags. Source: Linux 6.1 {@code sbitmap}.
 */
public final class TagBitmap {
  private static final VarHandle WORD = MethodHandles.arrayElementVarHandle(long[].class);

  /**
   * Number of longs from one word to the next: 128 bytes, because processors fetch cache lines in
   * pairs.
   */
  private static final int STRIDE = 16;

  static {
    // Links the VarHandle accesses, because the JVM needs memory for the first execution of an
    // access; a tag that could not be released would be lost.
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
   * Creates a set of free tags.
   *
   * @param depth number of tags, from 0
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

  /** Returns the binary logarithm of the number of bits in a word, for a number of tags. */
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

  /** Returns the number of tags. */
  public int depth() {
    return depth;
  }

  /**
   * Returns the number of tags that the set was created with, which is the most it can be resized
   * to.
   */
  public int capacity() {
    return capacity;
  }

  /** Returns the binary logarithm of the number of bits in a word, which never changes. */
  public int shift() {
    return shift;
  }

  /** Returns the number of words that hold tags. */
  public int words() {
    return wordCount;
  }

  /**
   * Changes the number of tags; the words keep their size. The caller ensures that no thread takes
   * tags and that no tag beyond the new number is taken.
   *
   * @throws IllegalArgumentException if the number exceeds the number that the set was created with
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
   * @param hint word where the search begins, any number from 0; different submitters use different
   *     numbers
   * @param shallow number of the lowest bits of each word that may be taken, 0 for all
   * @return the tag, or −1 if no permitted tag is free
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
   * @param hint word where the search begins, as in {@link #take}
   * @param most largest number of tags to take
   * @param into receives the tags
   * @return number of tags taken, 0 if none was free
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

  /** Returns whether a tag is free that a search with this shallow depth may take; a snapshot. */
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
   * @throws IllegalStateException if the tag was not taken
   */
  public void release(int tag) {
    release(tag >>> shift, 1L << (tag & ((1 << shift) - 1)));
  }

  /**
   * Gives several tags of one word back at once.
   *
   * @throws IllegalStateException if one of the tags was not taken; the others are free then
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

  /** Returns whether a tag is taken. */
  public boolean isTaken(int tag) {
    long word = (long) WORD.getVolatile(words, (tag >>> shift) * STRIDE);
    return (word >>> (tag & ((1 << shift) - 1)) & 1) != 0;
  }

  /** Returns the number of taken tags; a snapshot. */
  public int taken() {
    int taken = 0;
    for (int i = 0; i < wordCount; i++) {
      taken += Long.bitCount((long) WORD.getVolatile(words, i * STRIDE));
    }
    return taken;
  }

  /** Returns the number of tags that searches with a shallow depth can take in total. */
  public int usable(int shallow) {
    int usable = 0;
    for (int i = 0; i < wordCount; i++) {
      usable += Long.bitCount(permitted(i, shallow));
    }
    return usable;
  }
}
