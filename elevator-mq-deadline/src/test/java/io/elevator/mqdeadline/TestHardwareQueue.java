package io.elevator.mqdeadline;

import io.elevator.spi.HardwareQueue;

/** A hardware queue with scheduler tags and nothing behind it. */
final class TestHardwareQueue extends HardwareQueue {
  private final int index;
  int tags;
  int wordShift;
  int announced;

  TestHardwareQueue(int index, int tags, int wordShift) {
    this.index = index;
    this.tags = tags;
    this.wordShift = wordShift;
  }

  @Override
  public int index() {
    return index;
  }

  @Override
  public int tagDepth() {
    return tags;
  }

  @Override
  public int tagWordShift() {
    return wordShift;
  }

  @Override
  public void announceShallowDepth(int smallest) {
    announced = smallest;
  }

  @Override
  public void run() {
    throw new IllegalStateException("mq-deadline never asks for a run");
  }
}
