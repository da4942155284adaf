package io.elevator.core.time;

import io.elevator.core.defects.GuardedErrors;
import io.elevator.core.defects.ServiceThreads;
import io.elevator.spi.Timer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Real time: {@link System#nanoTime} with an offset that makes it positive, one thread for all
 * timers, and workers for deferred jobs.
 *
 * <p>{@link #lock} guards the heap and all fields of the timers; while it is held, no other lock is
 * taken and nothing is called. The timer thread calls timer callbacks with no lock held; a callback
 * must be short and must not wait.
 *
 * <p>An elevator arms and cancels its timer for nearly every request, so both are cheap and
 * allocate nothing: cancelling leaves the timer in the heap, and arming it for a later time only
 * changes its expiry. The timer thread removes or requeues such timers when it finds them. The
 * {@link WorkerQueue} runs deferred jobs; the timer thread runs those for which no thread can be
 * started.
 */
public final class RealTime implements TimeBase {
  /**
   * Default of the longest wait for a timer callback that is in progress, or for deferred jobs, in
   * nanoseconds.
   */
  private static final long LONGEST_CALLBACK_NANOS = 30_000_000_000L;

  private final long origin;
  private final TickScale ticks;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Condition fired = lock.newCondition();
  private final GuardedErrors errors;
  private final boolean ownsErrors;
  private final WorkerQueue work;
  private final Thread thread;

  /** Latch that opens when the timer thread begins to run. */
  private final CountDownLatch begun = new CountDownLatch(1);

  /**
   * Heap of timers. Each timer is ordered by the instant with which it was queued. The heap has
   * room for all timers that are not closed, so that arming a timer never needs memory.
   */
  private final TimerHeap<RealTimer> heap = new TimerHeap<>();

  private int timers;
  private @Nullable RealTimer running;
  private boolean closed;

  /**
   * Whether the timer thread has to run deferred jobs, because no worker could be started for them.
   */
  private boolean helpWanted;

  /**
   * Creates real time with workers of its own for deferred jobs, and starts the timer thread.
   *
   * @param threads factory of the timer thread and the workers
   * @param workerLimit largest number of deferred jobs that run at the same time
   * @param errors receiver of the exceptions of callbacks and jobs
   */
  public RealTime(ThreadFactory threads, int workerLimit, BiConsumer<String, Throwable> errors) {
    this(threads, null, workerLimit, errors);
  }

  /**
   * Creates real time whose deferred jobs run in an executor of the embedder, and starts the timer
   * thread. The executor must outlive this object, which does not close it. It must not run a job
   * in the thread that submits the job, because that thread may hold locks. A job that the executor
   * refuses runs in a thread of its own, or on the timer thread if none can be started; the refusal
   * is reported.
   *
   * @param threads factory of the timer thread
   * @param workers executor that runs deferred jobs
   * @param errors receiver of the exceptions of callbacks and jobs
   */
  public RealTime(ThreadFactory threads, Executor workers, BiConsumer<String, Throwable> errors) {
    this(threads, workers, 0, errors);
  }

  @SuppressWarnings("this-escape") // The thread starts in the last step.
  private RealTime(
      ThreadFactory threads,
      @Nullable Executor workers,
      int workerLimit,
      BiConsumer<String, Throwable> errors) {
    // A block layer passes its own GuardedErrors as receiver of errors, and closes it. Any other
    // receiver of errors is wrapped in a GuardedErrors here, which this class closes.
    this.ownsErrors = !(errors instanceof GuardedErrors);
    this.errors =
        errors instanceof GuardedErrors guarded
            ? guarded
            : GuardedErrors.inRealTime(errors, threads);
    this.origin = System.nanoTime() - 1_000_000_000L;
    this.ticks = new TickScale(1_000_000_000L, 1000);
    this.work = new WorkerQueue(threads, workers, workerLimit, this.errors, this::helpWithJobs);
    this.thread = threads.newThread(this::runTimers);
    thread.start();
  }

  /**
   * Waits until the timer thread runs. An interrupt does not end the wait; the interrupt status is
   * restored before this method returns.
   *
   * @param limit longest wait
   * @return false if the thread does not run by then: neither timers nor deferred jobs would ever
   *     run
   */
  public boolean awaitStart(Duration limit) {
    long deadline = System.nanoTime() + TimeBase.nanos(limit);
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return begun.await(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  @Override
  public long now() {
    return System.nanoTime() - origin;
  }

  /**
   * Returns an instant in nanoseconds on a scale that all block layers of the process share, for
   * what several of them look after together.
   */
  public static long processNanos() {
    return System.nanoTime();
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
    RealTimer timer = new RealTimer(callback);
    lock.lock();
    try {
      heap.reserve(timers + 1);
      timers++;
    } finally {
      lock.unlock();
    }
    return timer;
  }

  @Override
  public void defer(Runnable job) {
    work.defer(job);
  }

  /**
   * Wakes the timer thread, so that it runs the deferred jobs for which no worker could be started.
   */
  private void helpWithJobs() {
    lock.lock();
    try {
      helpWanted = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean isVirtual() {
    return false;
  }

  /** Closes this object as {@link #close(Duration)} does, with a limit of 30 s. */
  @Override
  public void close() {
    close(Duration.ofNanos(LONGEST_CALLBACK_NANOS));
  }

  /**
   * Closes this object: waits for the timer callback in progress, then for the deferred jobs.
   *
   * @param limit longest wait for each of the two. What has not ended by then is reported and left
   *     running
   */
  public void close(Duration limit) {
    long nanos = TimeBase.nanos(limit);
    lock.lock();
    try {
      closed = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
    work.close();
    boolean interrupted = false;
    while (true) {
      try {
        if (Thread.currentThread() != thread
            && begun.getCount() == 0
            && !thread.join(Duration.ofNanos(nanos))) {
          errors.report(
              "closing",
              new IllegalStateException(
                  "the timer thread has not returned from a callback in time, and is left"
                      + " running"));
        }
        // Deferred jobs never wait for new I/O, so they end by themselves. The limit keeps a
        // defective job from blocking this method for ever; such a job is then reported.
        if (!work.awaitEnd(nanos)) {
          errors.report(
              "closing", new IllegalStateException("deferred jobs have not ended in time"));
        }
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (ownsErrors) {
      errors.close();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void runTimers() {
    begun.countDown();
    boolean ended = false;
    while (!ended) {
      try {
        fireTimers();
        ended = true;
      } catch (Throwable e) {
        // The thread must continue, because all timers and queues depend on it. The lock is free
        // here.
        errors.report("timer thread", e);
      }
    }
  }

  private void fireTimers() {
    lock.lock();
    try {
      while (!closed) {
        if (helpWanted) {
          helpWanted = false;
          runJob();
          continue;
        }
        RealTimer first = heap.first();
        if (first == null) {
          changed.awaitUninterruptibly();
          continue;
        }
        long now = now();
        if (first.queuedInstant() > now) {
          ServiceThreads.awaitChange(changed, first.queuedInstant() - now);
          continue;
        }
        heap.remove(first);
        if (!first.armed) {
          continue;
        }
        if (first.expiry > now) {
          heap.add(first, first.expiry);
          continue;
        }
        first.armed = false;
        fire(first, now);
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Runs one deferred job on the timer thread. The caller holds the lock; it is released during the
   * job.
   */
  private void runJob() {
    boolean more = false;
    lock.unlock();
    try {
      more = work.runOrphan();
    } finally {
      lock.lock();
      helpWanted |= more;
    }
  }

  /** Calls the callback of a timer. The caller holds the lock; it is released during the call. */
  private void fire(RealTimer timer, long now) {
    running = timer;
    lock.unlock();
    try {
      timer.callback.fired(now);
    } catch (Throwable e) {
      errors.report("timer", e);
    } finally {
      lock.lock();
      running = null;
      fired.signalAll();
    }
  }

  private final class RealTimer extends TimerHeap.Entry {
    private final Callback callback;

    /**
     * Instant for which the timer is armed, in nanoseconds; it may be later than the instant under
     * which the timer is queued.
     */
    private long expiry;

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
        if (isQueued() && queuedInstant() <= nanos) {
          return;
        }
        if (isQueued()) {
          heap.remove(this);
        }
        heap.add(this, nanos);
        if (heap.first() == this) {
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
      if (!close(LONGEST_CALLBACK_NANOS)) {
        errors.report(
            "closing a timer",
            new IllegalStateException(
                "its callback " + callback + " has not returned for 30 s, and is left running"));
      }
    }

    @Override
    public boolean close(long nanos) {
      boolean interrupted = false;
      lock.lock();
      try {
        if (!ended) {
          timers--;
        }
        ended = true;
        armed = false;
        if (isQueued()) {
          heap.remove(this);
        }
        long left = nanos;
        while (running == this && Thread.currentThread() != thread) {
          if (left <= 0) {
            return false;
          }
          long began = now();
          try {
            long ignored = fired.awaitNanos(left);
          } catch (InterruptedException e) {
            interrupted = true;
          }
          left -= now() - began;
        }
        return true;
      } finally {
        lock.unlock();
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      }
    }
  }
}
