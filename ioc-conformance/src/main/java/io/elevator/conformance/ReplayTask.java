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
 * A task of a vector. A recorded task submits from any CPU, while a task of ours stays on its
 * stripe: so there is one for each stripe that is used, and all share the first one's context.
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
   * @param priority the recorded priority
   */
  ReplayTask(
      TaskRegistry registry, QueueIcqs queue, int stripes, String name, int priority, Group group) {
    this.registry = registry;
    this.queue = queue;
    this.priority = priority;
    onStripe = new @Nullable CoreTask[stripes];
    first = registry.newTask(TaskSpec.named(name).withStripe(0).withGroup(group));
    onStripe[0] = first;
    // A task without a class has no context before its first request.
    if (IoPriority.hasValidClass(priority)) {
      registry.setPriority(first, first, priority);
    }
  }

  /** Returns the recorded priority, which bios carry; class none may have a level there. */
  int priority() {
    return priority;
  }

  /** Changes the priority. */
  void priority(int value) {
    priority = value;
    // A context has no level without a class.
    int stored = IoPriority.hasValidClass(value) ? value : IoPriority.NONE_VALUE;
    registry.setPriority(first, first, stored);
  }

  /** Returns the task that submits from a stripe. */
  CoreTask on(int stripe, long now) {
    CoreTask task = onStripe[stripe];
    if (task == null) {
      if (queue.wantsIcqs()) {
        // Makes the context, if there is none yet, so that there is one to share.
        giveBack(takeIcq(now));
      }
      TaskSpec spec = TaskSpec.named(first.name()).withStripe(stripe);
      task = registry.newChild(first, spec, true);
      onStripe[stripe] = task;
    }
    return task;
  }

  /** Returns the icq for a request, with a reference of its context; or null. */
  @Nullable Icq takeIcq(long now) {
    return queue.wantsIcqs() ? first.findOrCreateIcq(queue, now) : null;
  }

  /** Gives the reference back that came with an icq. */
  static void giveBack(@Nullable Icq icq) {
    if (icq != null) {
      ((CoreContext) icq.context()).put();
    }
  }

  /** Moves it to a group. */
  void moveTo(Group group) {
    for (CoreTask task : onStripe) {
      if (task != null) {
        registry.groups().move(task, group);
      }
    }
  }

  /** Ends it. */
  void exit() {
    for (CoreTask task : onStripe) {
      if (task != null) {
        task.exit();
      }
    }
  }
}
