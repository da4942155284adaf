package io.elevator.bfq.measure;

/**
 * Limits the tags that writes may take in one word of the tag bitmap, so that reads always find a
 * free tag.
 */
public final class TagDepths {

  private static final int WIDEST_SHIFT = 6;

  private int shift;
  private int async;
  private int sync;
  private int asyncRaised;
  private int syncRaised;

  /** Computes the limits for a tag bitmap with words of {@code 2^shift} tags. */
  public void resize(int shift) {
    int word = 1 << shift;
    this.shift = shift;
    async = Math.max(word >> 1, 1);
    sync = Math.max((word * 3) >> 2, 1);
    asyncRaised = Math.max((word * 3) >> 4, 1);
    syncRaised = Math.max((word * 6) >> 4, 1);
  }

  /** Returns the shift (see {@link #resize}) of a new tag bitmap with the given number of tags. */
  public static int shiftFor(int tags) {
    int shift = WIDEST_SHIFT;
    if (tags >= 4) {
      while (4L << shift > tags) {
        shift--;
      }
    }
    return shift;
  }

  /**
   * Returns the limit for a write, in tags for each word.
   *
   * @param isSync true if the write is synchronous
   * @param raisedBusy true if raised queues have requests, which tightens the limit
   */
  public int depth(boolean isSync, boolean raisedBusy) {
    if (raisedBusy) {
      return isSync ? syncRaised : asyncRaised;
    }
    return isSync ? sync : async;
  }

  /**
   * Returns the total number of tags that corresponds to a limit for each word.
   *
   * @param depth limit in tags for each word
   * @param tags number of tags in the bitmap
   */
  public int tagsFor(int depth, int tags) {
    return (tags * depth) >> shift;
  }
}
