package io.elevator.workload.pattern;

import java.util.Arrays;

/**
 * Which blocks of a file a pass has touched: a bitmap with summaries, 64 blocks to a bit on each
 * level up, so that the next untouched block is found in a few steps however full the map is. Not
 * thread-safe.
 */
final class BlockMap {
  /** Number of blocks of the largest map: each word of the array holds 64 of them. */
  static final long MOST_BLOCKS = (Integer.MAX_VALUE - 8L) * Long.SIZE;

  private final long blocks;
  private final long[][] levels;
  private long free;

  /** A map of {@code blocks} untouched blocks, at least one. */
  BlockMap(long blocks) {
    this.blocks = blocks;
    int depth = 1;
    for (long words = words(blocks); words > 1; words = words(words)) {
      depth++;
    }
    levels = new long[depth][];
    long bits = blocks;
    for (int level = 0; level < depth; level++) {
      levels[level] = new long[Math.toIntExact(words(bits))];
      bits = words(bits);
    }
    clear();
  }

  private static long words(long bits) {
    return (bits + Long.SIZE - 1) / Long.SIZE;
  }

  /** Makes all blocks untouched again. */
  void clear() {
    long bits = blocks;
    for (long[] level : levels) {
      Arrays.fill(level, 0);
      // What is beyond the end counts as touched, so that no search ends there.
      int rest = (int) (bits % Long.SIZE);
      if (rest != 0) {
        level[level.length - 1] = -1L << rest;
      }
      bits = level.length;
    }
    free = blocks;
  }

  /** How many blocks are untouched. */
  long free() {
    return free;
  }

  /** Touches {@code block}, which must be untouched. */
  void touch(long block) {
    assert !touched(block) : block;
    free--;
    long bit = block;
    for (long[] level : levels) {
      int word = (int) (bit / Long.SIZE);
      level[word] |= 1L << bit;
      if (level[word] != -1L) {
        return;
      }
      bit = word;
    }
  }

  boolean touched(long block) {
    return (levels[0][(int) (block / Long.SIZE)] & 1L << block) != 0;
  }

  /** How many blocks from {@code first}, an untouched one, are untouched without a gap. */
  long freeRun(long first, long most) {
    long run = 1;
    while (run < most && first + run < blocks && !touched(first + run)) {
      run++;
    }
    return run;
  }

  /**
   * The first untouched block at or after {@code from}, going on at 0 behind the last; -1 when
   * there is none.
   */
  long nextFree(long from) {
    if (free == 0) {
      return -1;
    }
    long found = search(from);
    return found >= 0 ? found : search(0);
  }

  /** Climbs while nothing to the right is free, then goes down to the first that is. */
  private long search(long from) {
    long bit = from;
    for (int level = 0; level < levels.length; level++) {
      int word = (int) (bit / Long.SIZE);
      if (word >= levels[level].length) {
        return -1;
      }
      long open = ~levels[level][word] & -1L << bit;
      if (open != 0) {
        return descend(level, (long) word * Long.SIZE + Long.numberOfTrailingZeros(open));
      }
      bit = word + 1L;
    }
    return -1;
  }

  private long descend(int level, long bit) {
    long found = bit;
    for (int below = level - 1; below >= 0; below--) {
      long open = ~levels[below][(int) found];
      found = found * Long.SIZE + Long.numberOfTrailingZeros(open);
    }
    return found;
  }
}
