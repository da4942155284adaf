package io.elevator.conformance;

import io.elevator.spi.HardwareQueue;

/**
 * The only hardware queue of a replay: its scheduler tags, and a count of the runs requested. The
 * runs are not performed, because the vector determines when a dispatch is asked for.
 */
final class ReplayHardwareQueue extends HardwareQueue {
  private final TagMap tags;
  private long runsAsked;

  ReplayHardwareQueue(TagMap tags) {
    this.tags = tags;
  }

  @Override
  public int index() {
    return 0;
  }

  @Override
  public int tagDepth() {
    return tags.depth();
  }

  @Override
  public int tagWordShift() {
    return tags.wordShift();
  }

  @Override
  public void announceShallowDepth(int smallest) {
    if (smallest < 1) {
      throw new IllegalArgumentException(
          "the smallest limit announced is " + smallest + "; expected 1 or more");
    }
  }

  @Override
  public void run() {
    runsAsked++;
  }

  /** Returns the number of runs that were requested. */
  long runsAsked() {
    return runsAsked;
  }
}
