package io.elevator.core.time;

import io.elevator.spi.Timer;
import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Real time: {@link System#nanoTime} moved so that it is positive, one thread for all timers, and
 * workers for deferred jobs.
 *
 * <p>All fields of timers and the heap are guarded by {@link #lock}, a leaf: nothing is called
 * while it is held. Timer callbacks run on the timer thread with no lock held; they must be short
 * and must not wait. Cancelling leaves a timer in the heap and arming it later only moves its
 * field, since an elevator arms and cancels its timer for nearly every request; the thread puts
 * right what it finds early. Neither allocates.
 *
 * <p>The number of jobs that somebody else's executor has not ended is guarded by the same lock.
 */
public final class RealTime implements TimeBase {
  private static final int NOT_QUEUED = -1;
  private static final long LONGEST_JOB_SECONDS = 30;

  private final long origin;
  private final TickScale ticks;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Condition fired = lock.newCondition();
  private final ThreadFactory threads;
  private final Executor workers;

  /** The workers, if they are this clock's own and end with it. */
  private final @Nullable ExecutorService own;

  private final BiConsumer<String, Throwable> errors;
  private final Thread thread;

  private RealTimer[] heap = new RealTimer[64];
  private int size;
  private @Nullable RealTimer running;
  private boolean closed;
  private int outstanding;

  /**
   * Starts the timer thread.
   *
   * @param threads makes the timer thread and the workers
   * @param workerLimit most deferred jobs that run at once
   * @param errors receives what callbacks and jobs throw
   */
  public RealTime(ThreadFactory threads, int workerLimit, BiConsumer<String, Throwable> errors) {
    this(threads, Executors.newFixedThreadPool(workerLimit, threads), true, errors);
  }

  /**
   * Starts the timer thread; deferred jobs run on somebody else's executor, which is still there
   * when this is closed, and stays. It must not run them in the thread that hands them over: locks
   * may be held. One that it refuses runs in a thread of its own, and the refusal is reported.
   *
   * @param threads makes the timer thread
   * @param workers runs deferred jobs
   * @param errors receives what callbacks and jobs throw
   */
  public RealTime(ThreadFactory threads, Executor workers, BiConsumer<String, Throwable> errors) {
    this(threads, workers, false, errors);
  }

  private RealTime(
      ThreadFactory threads,
      Executor workers,
      boolean owned,
      BiConsumer<String, Throwable> errors) {
    this.errors = errors;
    this.threads = threads;
    this.workers = workers;
    this.own = owned ? (ExecutorService) workers : null;
    this.origin = System.nanoTime() - 1_000_000_000L;
    this.ticks = new TickScale(1_000_000_000L, 1000);
    this.thread = threads.newThread(this::fireTimers);
    thread.start();
  }

  @Override
  public long now() {
    return System.nanoTime() - origin;
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
    return new RealTimer(callback);
  }

  @Override
  public void defer(Runnable job) {
    if (own != null) {
      own.execute(() -> run(job));
      return;
    }
    begun();
    Runnable counted =
        () -> {
          try {
            run(job);
          } finally {
            ended();
          }
        };
    try {
      workers.execute(counted);
    } catch (RejectedExecutionException e) {
      errors.accept("an executor refuses a deferred job", e);
      threads.newThread(counted).start();
    }
  }

  private void run(Runnable job) {
    try {
      job.run();
    } catch (Throwable e) {
      errors.accept("deferred job", e);
    }
  }

  private void begun() {
    lock.lock();
    try {
      outstanding++;
    } finally {
      lock.unlock();
    }
  }

  private void ended() {
    lock.lock();
    try {
      outstanding--;
      fired.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until no deferred job is left, or for as long as none takes. */
  private boolean awaitJobs() throws InterruptedException {
    if (own != null) {
      return own.awaitTermination(LONGEST_JOB_SECONDS, TimeUnit.SECONDS);
    }
    lock.lock();
    try {
      long left = TimeUnit.SECONDS.toNanos(LONGEST_JOB_SECONDS);
      while (outstanding > 0 && left > 0) {
        left = fired.awaitNanos(left);
      }
      return outstanding == 0;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean isVirtual() {
    return false;
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
    if (own != null) {
      own.shutdown();
    }
    boolean interrupted = false;
    while (true) {
      try {
        if (Thread.currentThread() != thread) {
          thread.join();
        }
        // Jobs only move I/O on and end by themselves; the bound is against a defect, which is then
        // reported.
        if (!awaitJobs()) {
          errors.accept(
              "closing",
              new IllegalStateException(
                  "deferred jobs have not ended within " + LONGEST_JOB_SECONDS + " s"));
        }
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void fireTimers() {
    lock.lock();
    try {
      while (!closed) {
        RealTimer first = size == 0 ? null : heap[0];
        if (first == null) {
          changed.awaitUninterruptibly();
          continue;
        }
        long now = now();
        if (first.place > now) {
          awaitChange(first.place - now);
          continue;
        }
        remove(first);
        if (!first.armed) {
          continue;
        }
        if (first.expiry > now) {
          queue(first);
          continue;
        }
        first.armed = false;
        running = first;
        lock.unlock();
        try {
          first.callback.fired(now);
        } catch (Throwable e) {
          errors.accept("timer", e);
        } finally {
          lock.lock();
          running = null;
          fired.signalAll();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits for a change or for some time; its caller looks again in a loop, so waking early harms
   * nothing.
   */
  @SuppressWarnings({"WaitNotInLoop", "InterruptedInCatchBlock"})
  private void awaitChange(long nanos) {
    try {
      long ignored = changed.awaitNanos(nanos);
    } catch (InterruptedException e) {
      // This thread ends by close() alone; a kept interrupt would make every later wait return at
      // once.
      Thread.interrupted();
    }
  }

  private void queue(RealTimer timer) {
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, size * 2);
    }
    timer.place = timer.expiry;
    timer.index = size;
    heap[size++] = timer;
    siftUp(timer);
  }

  private void remove(RealTimer timer) {
    int hole = timer.index;
    timer.index = NOT_QUEUED;
    RealTimer last = heap[--size];
    if (last != timer) {
      last.index = hole;
      heap[hole] = last;
      siftUp(last);
      siftDown(last);
    }
  }

  private void siftUp(RealTimer timer) {
    int index = timer.index;
    while (index > 0) {
      int parent = (index - 1) >>> 1;
      if (timer.place >= heap[parent].place) {
        break;
      }
      put(heap[parent], index);
      index = parent;
    }
    put(timer, index);
  }

  private void siftDown(RealTimer timer) {
    int index = timer.index;
    for (int child = 2 * index + 1; child < size; child = 2 * index + 1) {
      if (child + 1 < size && heap[child + 1].place < heap[child].place) {
        child++;
      }
      if (heap[child].place >= timer.place) {
        break;
      }
      put(heap[child], index);
      index = child;
    }
    put(timer, index);
  }

  private void put(RealTimer timer, int index) {
    heap[index] = timer;
    timer.index = index;
  }

  private final class RealTimer extends Timer {
    private final Callback callback;
    private long expiry;

    /**
     * Where it stands in the heap: its expiry when it was queued; the expiry may have moved later
     * since.
     */
    private long place;

    private int index = NOT_QUEUED;
    private boolean armed;
    private boolean ended;

    RealTimer(Callback callback) {
      this.callback = callback;
    }

    @Override
    public void arm(long nanos) {
      lock.lock();
      try {
        if (ended || closed) {
          return;
        }
        expiry = nanos;
        armed = true;
        if (index != NOT_QUEUED && place <= nanos) {
          return;
        }
        if (index != NOT_QUEUED) {
          remove(this);
        }
        queue(this);
        if (index == 0) {
          changed.signal();
        }
      } finally {
        lock.unlock();
      }
    }

    @Override
    public boolean cancel() {
      lock.lock();
      try {
        boolean was = armed;
        armed = false;
        return was;
      } finally {
        lock.unlock();
      }
    }

    @Override
    public boolean isArmed() {
      lock.lock();
      try {
        return armed;
      } finally {
        lock.unlock();
      }
    }

    @Override
    public long expiryNanos() {
      lock.lock();
      try {
        return expiry;
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void close() {
      lock.lock();
      try {
        ended = true;
        armed = false;
        if (index != NOT_QUEUED) {
          remove(this);
        }
        while (running == this && Thread.currentThread() != thread) {
          fired.awaitUninterruptibly();
        }
      } finally {
        lock.unlock();
      }
    }
  }
}
