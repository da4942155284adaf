package io.elevator.testkit.fake;

import io.elevator.spi.Timer;

/** A timer of a {@link FakeClock}, whose monitor guards it. A closed timer cannot be armed. */
public final class FakeTimer extends Timer {
  private final FakeClock clock;
  private final Callback callback;
  private long expiry;
  private long order;
  private int armings;
  private boolean armed;
  private boolean closed;

  FakeTimer(FakeClock clock, Callback callback) {
    this.clock = clock;
    this.callback = callback;
  }

  @Override
  public void arm(long nanos) {
    synchronized (clock) {
      if (closed) {
        return;
      }
      expiry = nanos;
      order = clock.nextArming();
      armed = true;
      armings++;
    }
  }

  @Override
  public boolean cancel() {
    synchronized (clock) {
      boolean was = armed;
      armed = false;
      return was;
    }
  }

  @Override
  public boolean isArmed() {
    synchronized (clock) {
      return armed;
    }
  }

  @Override
  public long expiryNanos() {
    synchronized (clock) {
      return expiry;
    }
  }

  @Override
  public void close() {
    synchronized (clock) {
      armed = false;
      if (!closed) {
        closed = true;
        clock.remove(this);
      }
    }
  }

  /** Returns whether the timer was closed. */
  public boolean isClosed() {
    synchronized (clock) {
      return closed;
    }
  }

  /** Returns how often the timer was armed. */
  public int armings() {
    synchronized (clock) {
      return armings;
    }
  }

  boolean isDue(long until) {
    return armed && expiry <= until;
  }

  boolean isBefore(FakeTimer other) {
    return expiry < other.expiry || (expiry == other.expiry && order < other.order);
  }

  void fire(long now) {
    callback.fired(now);
  }
}
