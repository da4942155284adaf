package io.elevator.bfq;

import io.elevator.api.BioStatus;
import io.elevator.bfq.measure.TagDepths;
import io.elevator.spi.Completions;
import io.elevator.spi.HardwareQueue;
import io.elevator.spi.Request;

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

  @Override
  public void runAfter(long nanos) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void complete(long cookie, BioStatus status) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void complete(Completions batch) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void requeue(long cookie, boolean kick) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void kickRequeue() {
    throw new UnsupportedOperationException();
  }

  @Override
  public Request started(long cookie) {
    throw new UnsupportedOperationException();
  }
}
