package io.elevator.core.context;

import io.elevator.core.defects.ErrorSink;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Ends tasks that the application dropped without an exit, for example because their thread died.
 * The reaper has a thread, started with the first task, which waits until the garbage collector
 * finds such a task. The weak reference to a task is also the registry's entry, which needs less
 * memory than an additional record of a {@code Cleaner}.
 *
 * <p>{@link #lock} guards the start and the end. {@link #settled} is true once {@link #queue} need
 * not start the thread any more (because the thread runs, or because the reaper is closed). It is
 * written under the lock, and read without it for each new task.
 *
 * <p>{@link #close} waits for the thread, so that no elevator is called for a task after its layer
 * was closed. That wait ends: the interrupt ends the thread's wait for the collector, reaping a
 * task waits only for short critical sections, and the caller of close holds no lock. If the reaper
 * thread itself calls close (from an elevator or error sink that it called while it ended a task),
 * close does not wait; the thread's loop ends after that call. An interrupt of the waiting caller
 * does not end the wait; the interrupt status is restored before close returns.
 */
public final class TaskReaper implements AutoCloseable {
  private final ReferenceQueue<CoreTask> collected = new ReferenceQueue<>();
  private final ThreadFactory threads;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable Thread thread;

  /** Error sink of the registry whose task started the thread; set before the thread starts. */
  private ErrorSink errors = (place, e) -> {};

  private boolean closed;
  private volatile boolean settled;

  /**
   * Creates the reaper of a block layer. The layer closes the reaper.
   *
   * @param threads factory of the reaper's thread
   */
  public TaskReaper(ThreadFactory threads) {
    this.threads = threads;
  }

  /** Holder of the reaper for registries that belong to no block layer; it is never closed. */
  private static final class Shared {
    static final TaskReaper REAPER =
        new TaskReaper(Thread.ofPlatform().daemon().name("ioc-task-reaper").factory());
  }

  static TaskReaper shared() {
    return Shared.REAPER;
  }

  /**
   * Returns the reference queue that receives the entries of collected tasks. Starts the thread
   * that serves the queue, unless it runs.
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
   * Starts the reaper's thread. A failure is reported, and the creation of the task continues,
   * because only tasks that are dropped without an exit need the thread. The creation of the next
   * task tries again.
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
        // The interrupt comes from close or from unrelated code. The condition of the loop
        // distinguishes the two.
      } catch (Throwable e) {
        // The registry reports its own exceptions, so this one comes from the wait. The thread must
        // continue, because no other code ends the tasks that are collected later.
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
   * Ends the reaper's thread and waits for it, at most 30 s. Tasks that are collected later are not
   * ended.
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
