package io.elevator.core.time;

import io.elevator.spi.Timer;
import java.util.ArrayDeque;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Virtual time: one thread steps an event loop. Timers fire in the order of their expiry, and
 * timers with the same expiry in the order in which they were armed. Deferred jobs run at the
 * instant of their deferral, before the next timer of that instant. Only the loop moves the clock,
 * so a run depends only on its inputs.
 *
 * <p>Confined to one thread at a time: the thread that steps the loop runs all timers and jobs.
 * Arming and firing allocate nothing once the heap has reached its size.
 */
public final class VirtualTime implements TimeBase {
  private final TickScale ticks;
  private final ArrayDeque<Runnable> deferred = new ArrayDeque<>();
  private final TimerHeap<VirtualTimer> heap = new TimerHeap<>();
  private long now;
  private long events;
  private boolean closed;

  /** Creates a clock that shows one second and tick 1000. */
  public VirtualTime() {
    this(1_000_000_000L, 1000);
  }

  /**
   * Creates a clock that shows a given time.
   *
   * @param startNanos time at the start, in nanoseconds, above 0
   * @param startTick tick counter at the start, any value
   */
  public VirtualTime(long startNanos, long startTick) {
    if (startNanos <= 0) {
      throw new IllegalArgumentException(
          "virtual time starts at " + startNanos + "; expected above 0");
    }
    this.now = startNanos;
    this.ticks = new TickScale(startNanos, startTick);
  }

  @Override
  public long now() {
    return now;
  }

  @Override
  public long tick(long nanos) {
    return ticks.tick(nanos);
  }

  @Override
  public long nanosOfTick(long tick) {
    return ticks.nanosOfTick(tick);
  }

  @Override
  public Timer newTimer(Timer.Callback callback) {
    return new VirtualTimer(callback);
  }

  @Override
  public void defer(Runnable job) {
    deferred.addLast(job);
  }

  @Override
  public boolean isVirtual() {
    return true;
  }

  /** Returns the number of timers that have fired since the start. */
  public long events() {
    return events;
  }

  /** Returns whether no timer is armed and no job is deferred. If so, stepping has no effect. */
  public boolean isIdle() {
    return heap.size() == 0 && deferred.isEmpty();
  }

  /** Runs the deferred jobs, including jobs that they defer themselves. Fires no timer. */
  public void runDeferred() {
    for (Runnable job = deferred.pollFirst(); job != null; job = deferred.pollFirst()) {
      job.run();
    }
  }

  /**
   * Runs the deferred jobs if there are any; otherwise moves the clock to the next timer and fires
   * it.
   *
   * @return false if there was neither a job nor a timer
   */
  public boolean step() {
    if (!deferred.isEmpty()) {
      runDeferred();
      return true;
    }
    VirtualTimer first = heap.first();
    if (first == null) {
      return false;
    }
    fire(first);
    return true;
  }

  /**
   * Steps until a condition holds, or until no timer is armed and no job is deferred. Checks the
   * condition before each step.
   */
  public void runUntil(BooleanSupplier done) {
    while (!done.getAsBoolean() && step()) {
      // The step did the work.
    }
  }

  /** Steps until no timer is armed and no job is deferred. */
  public void runAll() {
    while (step()) {
      // The step did the work.
    }
  }

  /**
   * Fires all timers that expire at or before a time, each at its own expiry, and moves the clock
   * to that time.
   *
   * @param nanos new time, in nanoseconds, not before the present time
   */
  public void advanceTo(long nanos) {
    if (nanos < now) {
      throw new IllegalArgumentException(
          "virtual time is " + now + " and cannot go back to " + nanos);
    }
    runDeferred();
    for (VirtualTimer due = firstDue(nanos); due != null; due = firstDue(nanos)) {
      fire(due);
      runDeferred();
    }
    now = nanos;
  }

  private @Nullable VirtualTimer firstDue(long until) {
    VirtualTimer first = heap.first();
    return first != null && first.queuedInstant() <= until ? first : null;
  }

  private void fire(VirtualTimer timer) {
    heap.remove(timer);
    now = Math.max(now, timer.queuedInstant());
    events++;
    timer.callback.fired(now);
  }

  @Override
  public void close() {
    runDeferred();
    closed = true;
    heap.clear();
  }

  private final class VirtualTimer extends TimerHeap.Entry {
    private final Callback callback;
    private boolean ended;

    VirtualTimer(Callback callback) {
      this.callback = callback;
    }

    @Override
    public void arm(long nanos) {
      if (ended || closed) {
        return;
      }
      if (isQueued()) {
        heap.remove(this);
      }
      heap.add(this, Math.max(nanos, now));
    }

    @Override
    public boolean cancel() {
      boolean armed = isQueued();
      if (armed) {
        heap.remove(this);
      }
      return armed;
    }

    @Override
    public boolean isArmed() {
      return isQueued();
    }

    @Override
    public long expiryNanos() {
      return queuedInstant();
    }

    @Override
    public void close() {
      cancel();
      ended = true;
    }
  }

  /** Returns a description of the armed timers, for a message about a run that stalled. */
  @Override
  public String toString() {
    VirtualTimer next = heap.first();
    return "virtual time "
        + now
        + " ns, "
        + heap.size()
        + " timers armed"
        + (next == null ? "" : ", the next at " + next.queuedInstant() + " ns")
        + ", "
        + deferred.size()
        + " jobs deferred";
  }
}
