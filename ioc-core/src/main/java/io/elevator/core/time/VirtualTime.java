package io.elevator.core.time;

import io.elevator.spi.Timer;
import java.util.ArrayDeque;
import java.util.Arrays;
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
  private static final int NOT_QUEUED = -1;

  private final TickScale ticks;
  private final ArrayDeque<Runnable> deferred = new ArrayDeque<>();
  private VirtualTimer[] heap = new VirtualTimer[64];
  private int size;
  private long now;
  private long armings;
  private long events;
  private boolean closed;

  /** Starts at a clock of one second and tick 1000. */
  public VirtualTime() {
    this(1_000_000_000L, 1000);
  }

  /**
   * Starts at a given time.
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

  /** Returns the number of timers that have fired. */
  public long events() {
    return events;
  }

  /** Returns whether no timer is armed and no job is deferred: stepping would do nothing. */
  public boolean isIdle() {
    return size == 0 && deferred.isEmpty();
  }

  /** Runs the deferred jobs, including jobs that they defer. Fires no timer. */
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
    if (size == 0) {
      return false;
    }
    fireFirst();
    return true;
  }

  /**
   * Steps until a condition holds or there is nothing more to do. Checks the condition before each
   * step.
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
    while (size > 0 && heap[0].time <= nanos) {
      fireFirst();
      runDeferred();
    }
    now = nanos;
  }

  private void fireFirst() {
    VirtualTimer timer = heap[0];
    remove(timer);
    now = Math.max(now, timer.time);
    events++;
    timer.callback.fired(now);
  }

  @Override
  public void close() {
    runDeferred();
    closed = true;
    for (int i = 0; i < size; i++) {
      heap[i].index = NOT_QUEUED;
    }
    size = 0;
  }

  private void queue(VirtualTimer timer) {
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, size * 2);
    }
    timer.index = size;
    heap[size++] = timer;
    siftUp(timer);
  }

  private void remove(VirtualTimer timer) {
    int hole = timer.index;
    timer.index = NOT_QUEUED;
    VirtualTimer last = heap[--size];
    if (last != timer) {
      last.index = hole;
      heap[hole] = last;
      siftUp(last);
      siftDown(last);
    }
  }

  private void siftUp(VirtualTimer timer) {
    int index = timer.index;
    while (index > 0) {
      int parent = (index - 1) >>> 1;
      if (!timer.isBefore(heap[parent])) {
        break;
      }
      place(heap[parent], index);
      index = parent;
    }
    place(timer, index);
  }

  private void siftDown(VirtualTimer timer) {
    int index = timer.index;
    for (int child = 2 * index + 1; child < size; child = 2 * index + 1) {
      if (child + 1 < size && heap[child + 1].isBefore(heap[child])) {
        child++;
      }
      if (!heap[child].isBefore(timer)) {
        break;
      }
      place(heap[child], index);
      index = child;
    }
    place(timer, index);
  }

  private void place(VirtualTimer timer, int index) {
    heap[index] = timer;
    timer.index = index;
  }

  private final class VirtualTimer extends Timer {
    private final Callback callback;
    private long time;
    private long order;
    private int index = NOT_QUEUED;
    private boolean ended;

    VirtualTimer(Callback callback) {
      this.callback = callback;
    }

    boolean isBefore(VirtualTimer other) {
      return time < other.time || (time == other.time && order < other.order);
    }

    @Override
    public void arm(long nanos) {
      if (ended || closed) {
        return;
      }
      if (index != NOT_QUEUED) {
        remove(this);
      }
      time = Math.max(nanos, now);
      order = armings++;
      queue(this);
    }

    @Override
    public boolean cancel() {
      boolean armed = index != NOT_QUEUED;
      if (armed) {
        remove(this);
      }
      return armed;
    }

    @Override
    public boolean isArmed() {
      return index != NOT_QUEUED;
    }

    @Override
    public long expiryNanos() {
      return time;
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
    @Nullable VirtualTimer next = size == 0 ? null : heap[0];
    return "virtual time "
        + now
        + " ns, "
        + size
        + " timers armed"
        + (next == null ? "" : ", the next at " + next.time + " ns")
        + ", "
        + deferred.size()
        + " jobs deferred";
  }
}
