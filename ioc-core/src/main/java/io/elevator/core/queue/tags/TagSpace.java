package io.elevator.core.queue.tags;

/**
 * The tags of one hardware queue: reserved ones from 0, which only those who ask for them get, and
 * ordinary ones above. Thread-safe as {@link TagBitmap} is.
 */
public final class TagSpace {
  private final int reserved;
  private final TagBitmap reservedTags;
  private final TagBitmap tags;

  /**
   * Makes a space of free tags.
   *
   * @param depth how many, reserved ones included
   * @param reserved how many are reserved, below depth
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

  /** Returns how many tags there are, reserved ones included. */
  public int depth() {
    return reserved + tags.depth();
  }

  /** Returns how many it was made with. */
  public int capacity() {
    return reserved + tags.capacity();
  }

  /** Returns how many are reserved. */
  public int reserved() {
    return reserved;
  }

  /** Returns the ordinary tags, numbered from 0 there and from {@link #reserved} here. */
  public TagBitmap ordinary() {
    return tags;
  }

  /** Returns the reserved tags. */
  public TagBitmap reservedOnes() {
    return reservedTags;
  }

  /**
   * Changes how many tags there are, reserved ones included; see {@link TagBitmap#resize}.
   *
   * @throws IllegalArgumentException if no ordinary one would be left or there would be more than
   *     it was made with
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
   * @return the tag, or −1
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
   * @return the tag, or −1
   * @throws IllegalStateException if no tags are reserved
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
   * @throws IllegalStateException if it was not taken
   */
  public void release(int tag) {
    if (tag < reserved) {
      reservedTags.release(tag);
    } else {
      tags.release(tag - reserved);
    }
  }

  /** Whether a tag of a kind is free that a search with this shallow depth may take. */
  public boolean hasFree(int shallow, boolean ofReserved) {
    return ofReserved ? reservedTags.hasFree(0) : tags.hasFree(shallow);
  }

  /** Whether a tag is taken. */
  public boolean isTaken(int tag) {
    return tag < reserved ? reservedTags.isTaken(tag) : tags.isTaken(tag - reserved);
  }

  /** Returns how many tags are taken, reserved ones included; a moving picture. */
  public int taken() {
    return reservedTags.taken() + tags.taken();
  }
}
