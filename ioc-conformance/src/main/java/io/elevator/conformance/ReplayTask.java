package io.elevator.conformance;

import io.elevator.api.Group;
import io.elevator.api.IoPriority;
import io.elevator.api.TaskSpec;
import io.elevator.core.context.CoreContext;
import io.elevator.core.context.CoreTask;
import io.elevator.core.context.QueueIcqs;
import io.elevator.core.context.TaskRegistry;
import io.elevator.spi.Icq;
import org.jspecify.annotations.Nullable;

/**
 * A task of a vector. A recorded task submits from any CPU, whereas a task of the library stays on
 * its stripe. So this class has one task for each stripe that is used, and all of them share the io
 * context of the first one.
 */
final class ReplayTask {
  private final TaskRegistry registry;
  private final QueueIcqs queue;
  private final @Nullable CoreTask[] onStripe;
  private final CoreTask first;
  private int priority;

  /**
   * Begins a task.
   *
   * @param registry registry that creates the tasks
   * @param queue icqs of the queue
   * @param stripes number of stripes
   * @param name name of the task
   * @param priority recorded priority
   * @param group group of the task
   */
  ReplayTask(
      TaskRegistry registry, QueueIcqs queue, int stripes, String name, int priority, Group group) {
    this.registry = registry;
    this.queue = queue;
    this.priority = priority;
    onStripe = new @Nullable CoreTask[stripes];
    first = registry.newTask(TaskSpec.named(name).withStripe(0).withGroup(group));
    onStripe[0] = first;
    // A task without a priority class has no io context before its first request.
    if (IoPriority.hasValidClass(priority)) {
      registry.setPriority(first, first, priority);
    }
  }

  /**
   * Returns the recorded priority, which the task's bios have. It may contain a level without a
   * class.
   */
  int priority() {
    return priority;
  }

  /** Changes the recorded priority of the task. */
  void priority(int value) {
    priority = value;
    // The io context stores no level without a class.
    int stored = IoPriority.hasValidClass(value) ? value : IoPriority.NONE_VALUE;
    registry.setPriority(first, first, stored);
  }

  /** Returns the task that submits from a stripe. */
  CoreTask on(int stripe, long now) {
    CoreTask task = onStripe[stripe];
    if (task == null) {
      if (queue.wantsIcqs()) {
        // Creates the io context if the task has none yet, so that the new task can share it.
        giveBack(takeIcq(now));
      }
      TaskSpec spec = TaskSpec.named(first.name()).withStripe(stripe);
      task = registry.newChild(first, spec, true);
      onStripe[stripe] = task;
    }
    return task;
  }

  /**
   * Returns the icq for a request, with a reference to its io context; null if the elevator has no
   * icqs.
   */
  @Nullable Icq takeIcq(long now) {
    return queue.wantsIcqs() ? first.findOrCreateIcq(queue, now) : null;
  }

  /** Releases the reference that came with an icq. */
  static void giveBack(@Nullable Icq icq) {
    if (icq != null) {
      ((CoreContext) icq.context()).put();
    }
  }

  /** Moves the task to a group. */
  void moveTo(Group group) {
    for (CoreTask task : onStripe) {
      if (task != null) {
        registry.groups().move(task, group);
      }
    }
  }

  /** Exits the task on all stripes. */
  void exit() {
    for (CoreTask task : onStripe) {
      if (task != null) {
        task.exit();
      }
    }
  }
}
