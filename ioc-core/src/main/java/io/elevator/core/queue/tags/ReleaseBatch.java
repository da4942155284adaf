package io.elevator.core.queue.tags;

import org.jspecify.annotations.Nullable;

/**
 * Tags of one bitmap word that are given back together: one atomic operation for a batch of
 * completions instead of one for each. Confined to its thread.
 */
public final class ReleaseBatch {
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
