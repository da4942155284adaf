package io.elevator.workload.pattern;

import java.util.Arrays;

/**
 * Bitmap of the blocks of a file that a pass has used. Summary levels, each with one bit for 64
 * bits of the level below, let a search find the next unused block in a few steps even in a nearly
 * full map. Not thread-safe.
 */
final class BlockMap {
  /** Greatest number of blocks of a map: each word of its array holds 64 blocks. */
  static final long MOST_BLOCKS = (Integer.MAX_VALUE - 8L) * Long.SIZE;

  private final long blocks;
  private final long[][] levels;
  private long free;

  /** Creates a map of {@code blocks} unused blocks, at least one. */
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

  /** Marks all blocks of the map as unused. */
  void clear() {
    long bits = blocks;
    for (long[] level : levels) {
      Arrays.fill(level, 0);
      // Bits beyond the end of a level are set, like those of used blocks, so that no search
      // returns them.
      int rest = (int) (bits % Long.SIZE);
      if (rest != 0) {
        level[level.length - 1] = -1L << rest;
      }
      bits = level.length;
    }
    free = blocks;
  }

  /** Returns the number of unused blocks of the map. */
  long free() {
    return free;
  }

  /** Marks {@code block}, which must be unused, as used. */
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

  /**
   * Returns the number of consecutive unused blocks from {@code first} on, at most {@code most}.
   * {@code first} itself must be unused.
   */
  long freeRun(long first, long most) {
    long run = 1;
    while (run < most && first + run < blocks && !touched(first + run)) {
      run++;
    }
    return run;
  }

  /**
   * Returns the first unused block at or after {@code from}. After the last block the search
   * continues at block 0. Returns −1 if there is no unused block.
   */
  long nextFree(long from) {
    if (free == 0) {
      return -1;
    }
    long found = search(from);
    return found >= 0 ? found : search(0);
  }

  /**
   * Returns the first unused block at or after {@code from}, −1 if there is none. The search climbs
   * the levels until a word has a free bit at or after the position, and then descends to the first
   * unused block below that bit.
   */
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
