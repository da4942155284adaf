package io.elevator.mqdeadline;

import io.elevator.api.BioStatus;
import io.elevator.spi.Completions;
import io.elevator.spi.HardwareQueue;
import io.elevator.spi.Request;

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

  @Override
  public void runAfter(long nanos) {
    throw new IllegalStateException("there is no driver");
  }

  @Override
  public void complete(long cookie, BioStatus status) {
    throw new IllegalStateException("there is no driver");
  }

  @Override
  public void complete(Completions batch) {
    throw new IllegalStateException("there is no driver");
  }

  @Override
  public void requeue(long cookie, boolean kick) {
    throw new IllegalStateException("there is no driver");
  }

  @Override
  public void kickRequeue() {
    throw new IllegalStateException("there is no driver");
  }

  @Override
  public Request started(long cookie) {
    throw new IllegalStateException("there is no driver");
  }
}
