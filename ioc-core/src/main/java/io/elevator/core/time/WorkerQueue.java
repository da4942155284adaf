package io.elevator.core.time;

import io.elevator.core.defects.GuardedErrors;
import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The deferred jobs of a {@link RealTime}, and the workers that run them. Each accepted job runs
 * once, even if threads cannot be started: if no worker can be started, or the application's
 * executor refuses the job and a thread for it cannot be started either, the timer thread runs the
 * job.
 *
 * <p>{@link #lock} guards all fields; while it is held, no other lock is taken and no job, factory
 * or executor is called. The job list is allocated in advance, and workers find their jobs through
 * the list alone. So deferring a job allocates nothing, except rarely a longer list.
 */
final class WorkerQueue {
  private static final int ROOM = 256;

  private final ThreadFactory threads;

  /** The embedder's executor, which runs the jobs; null if workers of this class run them. */
  private final @Nullable Executor executor;

  private final int mostWorkers;
  private final GuardedErrors errors;

  /** Action that wakes the timer thread, which then calls {@link #runOrphan}. */
  private final Runnable timerThread;

  private final Runnable one = this::runOne;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition added = lock.newCondition();
  private final Condition ended = lock.newCondition();

  /** Ring buffer of the jobs that wait for a worker; the first job is at {@link #first}. */
  private @Nullable Runnable[] jobs = new @Nullable Runnable[ROOM];

  private int first;
  private int size;
  private int running;
  private int workers;
  private int idle;

  /** Number of waiting jobs that the executor refused and for which no thread could be started. */
  private int orphans;

  private boolean closed;

  WorkerQueue(
      ThreadFactory threads,
      @Nullable Executor executor,
      int mostWorkers,
      GuardedErrors errors,
      Runnable timerThread) {
    this.threads = threads;
    this.executor = executor;
    this.mostWorkers = mostWorkers;
    this.errors = errors;
    this.timerThread = timerThread;
  }

  /**
   * Accepts a job, to be run by a worker or by the executor.
   *
   * @throws RejectedExecutionException if this queue is closed and has no executor
   * @throws OutOfMemoryError if the list cannot grow; the job was not accepted then
   */
  void defer(Runnable job) {
    boolean another = false;
    lock.lock();
    try {
      if (closed && executor == null) {
        throw new RejectedExecutionException("a job was deferred after its clock was closed");
      }
      add(job);
      if (executor == null) {
        added.signal();
        another = size > idle && workers < mostWorkers;
        if (another) {
          workers++;
        }
      }
    } finally {
      lock.unlock();
    }
    if (executor != null) {
      handTo(executor);
    } else if (another) {
      startWorker();
    }
  }

  private void add(Runnable job) {
    if (size == jobs.length) {
      @Nullable Runnable[] larger = Arrays.copyOfRange(jobs, first, first + 2 * size);
      System.arraycopy(jobs, 0, larger, size - first, first);
      jobs = larger;
      first = 0;
    }
    jobs[(first + size) % jobs.length] = job;
    size++;
  }

  private void handTo(Executor given) {
    try {
      given.execute(one);
      return;
    } catch (Throwable e) {
      errors.report("an executor refuses a deferred job", e);
    }
    try {
      threads.newThread(one).start();
    } catch (Throwable e) {
      errors.report("starting a thread for a deferred job", e);
      lock.lock();
      try {
        orphans++;
      } finally {
        lock.unlock();
      }
      timerThread.run();
    }
  }

  private void startWorker() {
    try {
      threads.newThread(this::work).start();
    } catch (Throwable e) {
      workerEnded();
      errors.report("starting a worker for deferred jobs", e);
      timerThread.run();
    }
  }

  private void workerEnded() {
    lock.lock();
    try {
      workers--;
      ended.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void work() {
    try {
      while (awaitJob()) {
        runOne();
      }
    } finally {
      workerEnded();
    }
  }

  /** Waits for a job on a worker; returns false if the worker has to end. */
  private boolean awaitJob() {
    lock.lock();
    try {
      idle++;
      while (size == 0 && !closed) {
        added.awaitUninterruptibly();
      }
      return size > 0;
    } finally {
      idle--;
      lock.unlock();
    }
  }

  /** Runs the oldest waiting job. Has no effect if no job waits. */
  private void runOne() {
    Runnable job;
    lock.lock();
    try {
      job = jobs[first];
      if (size == 0 || job == null) {
        return;
      }
      jobs[first] = null;
      first = (first + 1) % jobs.length;
      size--;
      running++;
    } finally {
      lock.unlock();
    }
    try {
      job.run();
    } catch (Throwable e) {
      errors.report("deferred job", e);
    } finally {
      jobEnded();
    }
  }

  private void jobEnded() {
    lock.lock();
    try {
      running--;
      ended.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Runs one job for which no worker could be started, or which the executor refused.
   *
   * @return whether there are more such jobs
   */
  boolean runOrphan() {
    lock.lock();
    try {
      if (!hasOrphan()) {
        return false;
      }
      if (orphans > 0) {
        orphans--;
      }
    } finally {
      lock.unlock();
    }
    runOne();
    lock.lock();
    try {
      return hasOrphan();
    } finally {
      lock.unlock();
    }
  }

  private boolean hasOrphan() {
    return size > 0 && (executor == null ? workers == 0 : orphans > 0);
  }

  /** Closes the queue: each worker ends once no job waits. */
  void close() {
    lock.lock();
    try {
      closed = true;
      added.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until no job waits or runs and all workers have ended.
   *
   * @param nanos longest wait, in nanoseconds
   * @return false if the wait reached its limit
   */
  boolean awaitEnd(long nanos) throws InterruptedException {
    while (runOrphan()) {
      // The call in the loop's condition has done the work.
    }
    lock.lock();
    try {
      long left = nanos;
      while ((size > 0 || running > 0 || workers > 0) && left > 0) {
        left = ended.awaitNanos(left);
      }
      return size == 0 && running == 0 && workers == 0;
    } finally {
      lock.unlock();
    }
  }
}
