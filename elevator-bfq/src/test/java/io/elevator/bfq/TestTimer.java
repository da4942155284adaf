package io.elevator.bfq;

import io.elevator.spi.Timer;

/** A timer that the bench fires when it moves time past it. */
final class TestTimer extends Timer {
  final Callback callback;
  long time;
  boolean armed;
  boolean closed;

  TestTimer(Callback callback) {
    this.callback = callback;
  }

  @Override
  public void arm(long nanos) {
    time = nanos;
    armed = true;
  }

  @Override
  public boolean cancel() {
    boolean was = armed;
    armed = false;
    return was;
  }

  @Override
  public boolean isArmed() {
    return armed;
  }

  @Override
  public long expiryNanos() {
    return time;
  }

  @Override
  public void close() {
    armed = false;
    closed = true;
  }
}
