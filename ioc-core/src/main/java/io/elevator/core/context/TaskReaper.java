package io.elevator.core.context;

import io.elevator.core.defects.ErrorSink;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The last resort for a task that nobody ended and nobody can name any more, such as one whose
 * thread died: a thread ends it once the collector has found it. It begins with the first task. A
 * task's weak reference doubles as the registry's entry, which costs less than a {@code Cleaner}'s
 * record beside it.
 *
 * <p>{@link #lock} guards the beginning and the end; {@link #settled}, true once neither thread nor
 * end is to come from {@link #queue}, is written under it and read without by each new task.
 *
 * <p>Closing waits for the thread, so that no elevator hears of a task after its layer. That ends:
 * the interrupt ends its wait for the collector, reaping a task waits for nothing but short
 * critical sections, and who closes holds no lock. Where the thread itself closes, from what an
 * elevator or the error sink does when it ends a task, it does not wait: its loop ends when it is
 * back. An interrupt of who waits is kept for later.
 */
public final class TaskReaper implements AutoCloseable {
  private final ReferenceQueue<CoreTask> collected = new ReferenceQueue<>();
  private final ThreadFactory threads;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Thread thread;

  /** Sink of the first registry that made a task; set before the thread starts. */
  private ErrorSink errors = (place, e) -> {};

  private boolean closed;
  private volatile boolean settled;

  /**
   * Makes one for a block layer, which closes it.
   *
   * @param threads makes its thread
   */
  public TaskReaper(ThreadFactory threads) {
    this.threads = threads;
  }

  /** Of registries that stand without a block layer, and are never closed. */
  private static final class Shared {
    static final TaskReaper REAPER =
        new TaskReaper(Thread.ofPlatform().daemon().name("ioc-task-reaper").factory());
  }

  static TaskReaper shared() {
    return Shared.REAPER;
  }

  /**
   * Returns the queue that receives the entries of collected tasks, and starts the thread that
   * serves it.
   *
   * @param errors receiver of the defect that the thread cannot be started
   */
  ReferenceQueue<CoreTask> queue(ErrorSink errors) {
    if (!settled) {
      begin(errors);
    }
    return collected;
  }

  /**
   * Starts the thread. If that fails, the task is made all the same, as only a task that is never
   * exited needs the thread; the next task tries again.
   */
  private void begin(ErrorSink sink) {
    lock.lock();
    try {
      if (!settled) {
        errors = sink;
        Thread made = threads.newThread(this::run);
        made.start();
        thread = made;
        settled = true;
      }
    } catch (Throwable e) {
      sink.report("starting the thread that ends abandoned tasks", e);
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    while (!isClosed()) {
      try {
        Reference<? extends CoreTask> next = collected.remove();
        TaskEntry entry = (TaskEntry) next;
        entry.registry.reap(entry);
      } catch (InterruptedException e) {
        // By close, or by somebody who has no reason to: the condition tells.
      } catch (Throwable e) {
        // The registry reports its own exceptions; this one is from the wait. The thread must go
        // on, since
        // nothing else ends the tasks that are collected later.
        errors.report("waiting for abandoned tasks", e);
      }
    }
  }

  private boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Ends the thread of the reaper and waits for it, 30 s at most; tasks that are collected later
   * are not ended any more.
   */
  @Override
  public void close() {
    Thread ending;
    lock.lock();
    try {
      closed = true;
      settled = true;
      ending = thread;
    } finally {
      lock.unlock();
    }
    if (ending == null || ending == Thread.currentThread()) {
      return;
    }
    ending.interrupt();
    if (!BoundedWait.join(ending, BoundedWait.DEFAULT_NANOS)) {
      System.getLogger("io.elevator")
          .log(
              System.Logger.Level.ERROR,
              "the thread that reaps tasks is stuck in the exit of a task, and is left running");
    }
  }
}
