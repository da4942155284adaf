package io.elevator.conformance;

import io.elevator.spi.HardwareQueue;

/**
 * The one hardware queue of a replay: scheduler tags, and a note of each run that was asked for,
 * which nobody performs because the vector says when dispatches are asked.
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

  /** Returns how often a run was asked for. */
  long runsAsked() {
    return runsAsked;
  }
}
