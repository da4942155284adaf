package io.elevator.core.context;

import io.elevator.api.TaskSpec;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * Binds tasks to threads through a scoped value. Threads that a structured scope forks inherit the
 * binding, which ends with the scope. Threads without a task have no cost.
 *
 * <p>A task that is created for a thread or for a job is the child of the task that the requesting
 * thread carried at that moment. The child gets its own context with the parent's priority, like a
 * Linux thread created without {@code CLONE_IO}.
 */
final class TaskThreads {
  private final TaskRegistry registry;
  private final ScopedValue<CoreTask> carried = ScopedValue.newInstance();

  TaskThreads(TaskRegistry registry) {
    this.registry = registry;
  }

  @Nullable CoreTask current() {
    return carried.isBound() ? carried.get() : null;
  }

  <T> T callAs(CoreTask task, Callable<? extends T> work) throws Exception {
    return ScopedValue.where(carried, task).<T, Exception>call(work::call);
  }

  void runAs(CoreTask task, Runnable work) {
    ScopedValue.where(carried, task).run(work);
  }

  ThreadFactory threadFactory(TaskSpec spec, ThreadFactory carriers) {
    return work -> {
      CoreTask parent = current();
      return carriers.newThread(() -> runWithTask(parent, spec, work));
    };
  }

  Executor executor(TaskSpec spec, Executor executor) {
    return work -> {
      CoreTask parent = current();
      executor.execute(() -> runWithTask(parent, spec, work));
    };
  }

  /**
   * Runs a job with a new task. The task is created by the thread that runs the job. So a thread
   * that is never started leaves no task behind.
   */
  private void runWithTask(@Nullable CoreTask parent, TaskSpec spec, Runnable work) {
    try (CoreTask task = registry.make(parent, spec, false)) {
      runAs(task, work);
    }
  }
}
