package io.elevator.bfq.measure;

/** How many tags of a word of the tag map writes may take, so that reads always find one. */
public final class TagDepths {

  private static final int WIDEST_SHIFT = 6;

  private int shift;
  private int async;
  private int sync;
  private int asyncRaised;
  private int syncRaised;

  /** For a tag map of words of {@code 2^shift} tags. */
  public void resize(int shift) {
    int word = 1 << shift;
    this.shift = shift;
    async = Math.max(word >> 1, 1);
    sync = Math.max((word * 3) >> 2, 1);
    asyncRaised = Math.max((word * 3) >> 4, 1);
    syncRaised = Math.max((word * 6) >> 4, 1);
  }

  /** The shift of a new map of {@code tags} tags. */
  public static int shiftFor(int tags) {
    int shift = WIDEST_SHIFT;
    if (tags >= 4) {
      while (4L << shift > tags) {
        shift--;
      }
    }
    return shift;
  }

  /** The depth for a write; tighter while raised queues have requests. */
  public int depth(boolean isSync, boolean raisedBusy) {
    if (raisedBusy) {
      return isSync ? syncRaised : asyncRaised;
    }
    return isSync ? sync : async;
  }

  /** Of {@code tags}, those that a depth stands for. */
  public int tagsFor(int depth, int tags) {
    return (tags * depth) >> shift;
  }
}
