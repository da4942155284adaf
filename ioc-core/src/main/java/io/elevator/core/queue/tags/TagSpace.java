package io.elevator.core.queue.tags;

import org.jspecify.annotations.Nullable;

/**
 * The tags of one hardware queue: the reserved tags, from 0, which are given only to requests that
 * ask for one, and above them the ordinary tags. Thread-safe as {@link TagBitmap} is.
 */
public final class TagSpace {
  private final int reserved;
  private final TagBitmap reservedTags;
  private final TagBitmap tags;

  /**
   * Creates a space of free tags.
   *
   * @param depth number of tags, reserved ones included
   * @param reserved number of reserved tags, below depth
   */
  public TagSpace(int depth, int reserved) {
    if (reserved < 0 || depth <= reserved) {
      throw new IllegalArgumentException(
          "a tag space of "
              + depth
              + " tags with "
              + reserved
              + " reserved; expected at least one that is not reserved");
    }
    this.reserved = reserved;
    this.reservedTags = new TagBitmap(reserved);
    this.tags = new TagBitmap(depth - reserved);
  }

  /** Returns the number of tags, reserved ones included. */
  public int depth() {
    return reserved + tags.depth();
  }

  /** Returns the number of tags that the space was created with. */
  public int capacity() {
    return reserved + tags.capacity();
  }

  /** Returns the number of reserved tags. */
  public int reserved() {
    return reserved;
  }

  /**
   * Returns the bitmap of ordinary tags. It numbers them from 0, this class from {@link #reserved}.
   */
  public TagBitmap ordinary() {
    return tags;
  }

  /** Returns the reserved tags. */
  public TagBitmap reservedOnes() {
    return reservedTags;
  }

  /**
   * Changes the number of tags, reserved ones included; see {@link TagBitmap#resize}.
   *
   * @throws IllegalArgumentException if no ordinary tag would remain, or the number exceeds the
   *     number that the space was created with
   */
  public void resize(int depth) {
    if (depth <= reserved) {
      throw new IllegalArgumentException(
          "resizing a tag space with " + reserved + " reserved tags to " + depth);
    }
    tags.resize(depth - reserved);
  }

  /**
   * Takes an ordinary tag.
   *
   * @return the tag, or −1 if none is free
   */
  public int take(int hint, int shallow) {
    int tag = tags.take(hint, shallow);
    return tag < 0 ? tag : tag + reserved;
  }

  /** Takes several ordinary tags at once; see {@link TagBitmap#takeSeveral}. */
  public int takeSeveral(int hint, int most, int[] into) {
    int count = tags.takeSeveral(hint, most, into);
    for (int i = 0; i < count; i++) {
      into[i] += reserved;
    }
    return count;
  }

  /**
   * Takes a reserved tag.
   *
   * @return the tag, or −1 if none is free
   * @throws IllegalStateException if there are no reserved tags
   */
  public int takeReserved() {
    if (reserved == 0) {
      throw new IllegalStateException("a reserved tag was asked of a tag space without any");
    }
    return reservedTags.take(0, 0);
  }

  /**
   * Gives a tag back.
   *
   * @throws IllegalStateException if the tag was not taken
   */
  public void release(int tag) {
    if (tag < reserved) {
      reservedTags.release(tag);
    } else {
      tags.release(tag - reserved);
    }
  }

  /**
   * Returns whether an ordinary or a reserved tag is free that a search with this shallow depth may
   * take.
   */
  public boolean hasFree(int shallow, boolean ofReserved) {
    return ofReserved ? reservedTags.hasFree(0) : tags.hasFree(shallow);
  }

  /** Returns whether a tag is taken. */
  public boolean isTaken(int tag) {
    return tag < reserved ? reservedTags.isTaken(tag) : tags.isTaken(tag - reserved);
  }

  /** Returns the number of taken tags, reserved ones included; a snapshot. */
  public int taken() {
    return reservedTags.taken() + tags.taken();
  }

  /**
   * Tags of one bitmap word that are given back together: one atomic operation for a batch of
   * completions instead of one for each. Confined to its thread.
   */
  public static final class ReleaseBatch {
    private @Nullable TagBitmap bitmap;
    private int word;
    private long bits;

    /** Creates an empty batch. */
    public ReleaseBatch() {}

    /** Adds a tag. If the batch holds tags of another word, those are given back first. */
    public void add(TagSpace space, int tagOfSpace) {
      int tag = tagOfSpace - space.reserved();
      if (tag < 0) {
        space.release(tagOfSpace);
        return;
      }
      TagBitmap of = space.ordinary();
      int tagWord = tag >>> of.shift();
      if (bitmap != of || word != tagWord) {
        flush();
        bitmap = of;
        word = tagWord;
      }
      bits |= 1L << (tag & ((1 << of.shift()) - 1));
    }

    /** Gives back the collected tags. */
    public void flush() {
      TagBitmap of = bitmap;
      if (of != null) {
        long given = bits;
        bitmap = null;
        bits = 0;
        of.release(word, given);
      }
    }
  }
}
