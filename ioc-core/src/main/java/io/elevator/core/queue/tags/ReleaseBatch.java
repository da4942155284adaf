package io.elevator.core.queue.tags;

import org.jspecify.annotations.Nullable;

/**
 * Tags of one word that are given back together: one atomic operation for a batch of completions
 * instead of one each. Confined to its thread.
 */
public final class ReleaseBatch {
  private @Nullable TagBitmap bitmap;
  private int word;
  private long bits;

  /** Makes an empty batch. */
  public ReleaseBatch() {}

  /** Adds a tag; what was collected of another word goes back at once. */
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

  /** Gives back what was collected. */
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
