package io.elevator.core.context;

import io.elevator.api.TaskSpec;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import org.jspecify.annotations.Nullable;

/**
 * Tasks carried by threads, through a scoped value: inherited by the threads that a structured
 * scope forks, gone with the scope, and free for those who do not use it. A task made for a thread
 * or a piece of work is the child of the task that the asking thread carried then: it gets a
 * context of its own with that one's priority, as a thread made without {@code CLONE_IO} does.
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

  /** Made by the thread that carries it, so that a thread never started leaves nothing behind. */
  private void runWithTask(@Nullable CoreTask parent, TaskSpec spec, Runnable work) {
    try (CoreTask task = registry.make(parent, spec, false)) {
      runAs(task, work);
    }
  }
}
