package io.elevator.conformance;

/**
 * The size of a bitmap of scheduler tags and of its words. A word has 64 tags, halved until the
 * bitmap has four words. A bitmap that shrinks keeps the size of its words; one that grows beyond
 * its original size gets words of a new size. Source: Linux 6.1 {@code sbitmap}.
 */
final class TagMap {
  private static final int LARGEST_SHIFT = 6;
  private static final int WORDS = 4;

  private int made;
  private int depth;
  private int shift;

  TagMap(int tags) {
    make(tags);
  }

  private void make(int tags) {
    made = tags;
    depth = tags;
    shift = LARGEST_SHIFT;
    while (tags >= WORDS && (long) WORDS << shift > tags) {
      shift--;
    }
  }

  /** Changes the number of tags. */
  void resize(int tags) {
    if (tags > made) {
      make(tags);
    } else {
      depth = tags;
    }
  }

  int depth() {
    return depth;
  }

  /** Returns the binary logarithm of the number of tags in a word. */
  int wordShift() {
    return shift;
  }
}
