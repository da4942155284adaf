package io.elevator.bfq;

import io.elevator.bfq.measure.TagDepths;
import io.elevator.spi.HardwareQueue;

/** A hardware queue that the elevator may ask about its tags, and nothing else. */
final class TestHardwareQueue extends HardwareQueue {
  private final int nrRequests;

  TestHardwareQueue(int nrRequests) {
    this.nrRequests = nrRequests;
  }

  @Override
  public int index() {
    return 0;
  }

  @Override
  public int tagDepth() {
    return nrRequests;
  }

  @Override
  public int tagWordShift() {
    return TagDepths.shiftFor(nrRequests);
  }

  @Override
  public void announceShallowDepth(int smallest) {}

  @Override
  public void run() {
    throw new UnsupportedOperationException();
  }
}
