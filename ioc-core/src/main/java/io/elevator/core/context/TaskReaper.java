package io.elevator.core.context;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;

/**
 * The last resort for a task that nobody ended and nobody can name any more, such as one whose
 * thread died: one daemon thread for all block layers ends it once the collector has found it. A
 * task's weak reference doubles as the registry's entry, which costs less than a {@code Cleaner}'s
 * record beside it.
 */
final class TaskReaper {
  /** Receives the entries of collected tasks. */
  static final ReferenceQueue<CoreTask> QUEUE = new ReferenceQueue<>();

  static {
    Thread thread = new Thread(null, TaskReaper::run, "ioc-task-reaper", 0, false);
    thread.setDaemon(true);
    thread.start();
  }

  private TaskReaper() {}

  private static void run() {
    while (true) {
      try {
        Reference<? extends CoreTask> collected = QUEUE.remove();
        TaskEntry entry = (TaskEntry) collected;
        entry.registry.reap(entry);
      } catch (InterruptedException e) {
        // Nobody has reason to interrupt this thread, and there is nothing it could give up.
      }
    }
  }
}
