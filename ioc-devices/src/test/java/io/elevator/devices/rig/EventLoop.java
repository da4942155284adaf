package io.elevator.devices.rig;

import io.elevator.spi.Clock;
import io.elevator.spi.Timer;
import java.util.Comparator;
import java.util.PriorityQueue;

/** Virtual time for tests of drivers alone: timers fire in order of instant, then of arming. */
public final class EventLoop implements Clock {
  private final PriorityQueue<LoopTimer> armed =
      new PriorityQueue<>(
          Comparator.comparingLong((LoopTimer timer) -> timer.expiry)
              .thenComparingLong(timer -> timer.order));
  private long now = 1_000_000_000L;
  private long armings;
  private int open;

  @Override
  public long now() {
    return now;
  }

  @Override
  public long tick(long nanos) {
    return nanos / TICK_NANOS;
  }

  @Override
  public long nanosOfTick(long tick) {
    return tick * TICK_NANOS;
  }

  /** Makes a timer of this loop. */
  public Timer newTimer(Timer.Callback callback) {
    open++;
    return new LoopTimer(callback);
  }

  /** Returns how many timers were made and not closed. */
  public int openTimers() {
    return open;
  }

  /** Fires the next timer; false if none is armed. */
  public boolean step() {
    LoopTimer timer = armed.poll();
    if (timer == null) {
      return false;
    }
    now = Math.max(now, timer.expiry);
    timer.isArmed = false;
    timer.callback.fired(now);
    return true;
  }

  /** Fires all that is due until an instant and moves the clock there. */
  public void runUntil(long nanos) {
    for (LoopTimer timer = armed.peek();
        timer != null && timer.expiry <= nanos;
        timer = armed.peek()) {
      step();
    }
    now = Math.max(now, nanos);
  }

  private final class LoopTimer extends Timer {
    private final Callback callback;
    private long expiry;
    private long order;
    private boolean isArmed;

    private LoopTimer(Callback callback) {
      this.callback = callback;
    }

    @Override
    public void arm(long nanos) {
      if (isArmed) {
        armed.remove(this);
      }
      expiry = nanos;
      order = armings++;
      isArmed = true;
      armed.add(this);
    }

    @Override
    public boolean cancel() {
      boolean was = isArmed;
      armed.remove(this);
      isArmed = false;
      return was;
    }

    @Override
    public boolean isArmed() {
      return isArmed;
    }

    @Override
    public long expiryNanos() {
      return expiry;
    }

    @Override
    public void close() {
      cancel();
      open--;
    }
  }
}
