package io.elevator.core.time;

import io.elevator.spi.Timer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Virtual time: one thread steps an event loop, in which timers fire in order of instant, those of
 * one instant in order of arming. Deferred jobs run at the instant of their deferral, before its
 * next timer. Nothing else moves the clock, so a run depends on nothing but its inputs.
 *
 * <p>Confined to one thread at a time: whoever steps the loop runs everything. Arming and firing
 * allocate nothing once the heap has its size.
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

  /** Starts at one second, tick 1000. */
  public VirtualTime() {
    this(1_000_000_000L, 1000);
  }

  /**
   * Starts anywhere.
   *
   * @param startNanos the clock at the start, above 0
   * @param startTick the tick counter at the start, any value
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

  /** Returns how many timers have fired. */
  public long events() {
    return events;
  }

  /** Whether nothing is armed or deferred: nothing will ever happen by itself. */
  public boolean isIdle() {
    return size == 0 && deferred.isEmpty();
  }

  /** Runs the deferred jobs, and those that they defer; fires no timer. */
  public void runDeferred() {
    for (Runnable job = deferred.pollFirst(); job != null; job = deferred.pollFirst()) {
      job.run();
    }
  }

  /**
   * Runs the deferred jobs, or else moves the clock to the next timer and fires it.
   *
   * @return false if there was nothing to do
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

  /** Steps until nothing is left or the condition holds; it is asked before each step. */
  public void runUntil(BooleanSupplier done) {
    while (!done.getAsBoolean() && step()) {
      // The step did the work.
    }
  }

  /** Steps until nothing is left. */
  public void runAll() {
    while (step()) {
      // The step did the work.
    }
  }

  /**
   * Fires everything due at or before an instant, each at its own time, and moves the clock there.
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

  /** Returns a sketch of what is armed, for a message about a run that stalled. */
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
