package io.elevator.testkit.fake;

import io.elevator.core.time.TimeBase;
import io.elevator.spi.Timer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A clock that the test advances. A timer fires when the clock is advanced to or past its instant;
 * timers fire in order of instant, then of arming, and the clock shows the timer's instant
 * meanwhile. Thread-safe: any thread may read the clock and arm timers; one thread at a time
 * advances the clock. Callbacks run on the thread that advances the clock, with no lock of the
 * clock held.
 */
public final class FakeClock implements TimeBase {
  /** Instant at which a clock without arguments starts, in nanoseconds. */
  public static final long START_NANOS = 1_000_000_000L;

  /** Tick at which a clock without arguments starts. */
  public static final long START_TICK = 1000;

  private final long startNanos;
  private final long startTick;

  // The monitor of this clock guards the fields below; now is volatile because it is read without
  // the monitor.
  private volatile long now;
  private final List<FakeTimer> timers = new ArrayList<>();
  private final ArrayDeque<Runnable> deferred = new ArrayDeque<>();
  private long armings;

  /** Creates a clock that shows {@link #START_NANOS} and {@link #START_TICK}. */
  public FakeClock() {
    this(START_NANOS, START_TICK);
  }

  /**
   * Creates a clock.
   *
   * @param startNanos initial instant, in nanoseconds, above 0
   * @param startTick tick of the initial instant; any value, so that a test can let the counter
   *     wrap
   */
  public FakeClock(long startNanos, long startTick) {
    if (startNanos <= 0) {
      throw new IllegalArgumentException(
          "a clock that starts at " + startNanos + " ns; expected above 0");
    }
    this.startNanos = startNanos;
    this.startTick = startTick;
    now = startNanos;
  }

  @Override
  public long now() {
    return now;
  }

  @Override
  public long tick(long nanos) {
    return startTick + Math.floorDiv(nanos - startNanos, TICK_NANOS);
  }

  @Override
  public long nanosOfTick(long tick) {
    return startNanos + (tick - startTick) * TICK_NANOS;
  }

  /** Returns the instant that the clock showed at first, in nanoseconds. */
  public long startNanos() {
    return startNanos;
  }

  @Override
  public synchronized FakeTimer newTimer(Timer.Callback callback) {
    FakeTimer timer = new FakeTimer(this, callback);
    timers.add(timer);
    return timer;
  }

  /** Returns the timers that are not closed, in the order in which they were made. */
  public synchronized List<FakeTimer> timers() {
    return List.copyOf(timers);
  }

  /** Runs a job when the clock is moved next, before any timer. */
  @Override
  public synchronized void defer(Runnable job) {
    deferred.addLast(job);
  }

  @Override
  public boolean isVirtual() {
    return true;
  }

  /** Closes all timers; deferred jobs run first. */
  @Override
  public void close() {
    runDeferred();
    timers().forEach(FakeTimer::close);
  }

  /**
   * Advances the clock.
   *
   * @param nanos time, in nanoseconds, from 0
   */
  public void advance(long nanos) {
    advanceTo(now + nanos);
  }

  /**
   * Advances the clock to an instant.
   *
   * @param nanos instant in nanoseconds, not before {@link #now}
   */
  public void advanceTo(long nanos) {
    if (nanos < now) {
      throw new IllegalArgumentException(
          "the clock shows " + now + " ns and cannot go back to " + nanos + " ns");
    }
    runDeferred();
    for (FakeTimer due = takeDue(nanos); due != null; due = takeDue(nanos)) {
      due.fire(now);
      runDeferred();
    }
    now = nanos;
  }

  /**
   * Runs the deferred jobs; if there are none, advances the clock to the next timer and fires that
   * timer.
   *
   * @return false if no job was deferred and no timer armed
   */
  public boolean step() {
    if (runDeferred()) {
      return true;
    }
    FakeTimer due = takeDue(Long.MAX_VALUE);
    if (due == null) {
      return false;
    }
    due.fire(now);
    return true;
  }

  private boolean runDeferred() {
    boolean ran = false;
    for (Runnable job = nextJob(); job != null; job = nextJob()) {
      job.run();
      ran = true;
    }
    return ran;
  }

  private synchronized @Nullable Runnable nextJob() {
    return deferred.pollFirst();
  }

  /** Disarms the first timer that is due by an instant and moves the clock to it. */
  private synchronized @Nullable FakeTimer takeDue(long until) {
    FakeTimer first = null;
    for (FakeTimer timer : timers) {
      if (timer.isDue(until) && (first == null || timer.isBefore(first))) {
        first = timer;
      }
    }
    if (first != null) {
      now = Math.max(now, first.expiryNanos());
      first.cancel();
    }
    return first;
  }

  /** Returns the number of the next arming; call with the monitor held. */
  long nextArming() {
    return armings++;
  }

  /** Removes a timer that is closed; call with the monitor held. */
  void remove(FakeTimer timer) {
    timers.remove(timer);
  }
}
