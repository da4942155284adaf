package io.elevator.core.context;

import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/**
 * What a registry keeps of a task: enough to end it when nobody did and the task itself is gone.
 * Registry and reaper reach the task only through this weak reference. Its monitor is the task
 * lock: it guards attaching and detaching the context, moving the group, and the end; it is a leaf.
 */
final class TaskEntry extends WeakReference<CoreTask> {
  final TaskRegistry registry;
  final int id;

  /** The next in its chain; guarded by the lock of its {@link TaskTable} shard. */
  @Nullable TaskEntry next;

  private CoreGroup group;
  private @Nullable CoreContext context;
  private boolean ended;

  TaskEntry(CoreTask task, TaskRegistry registry, int id, CoreGroup group) {
    super(task, registry.reaper().queue(registry.contexts().errors()));
    this.registry = registry;
    this.id = id;
    this.group = group;
  }

  // All below: under this object's monitor.

  CoreGroup group() {
    return group;
  }

  void setGroup(CoreGroup value) {
    group = value;
  }

  @Nullable CoreContext context() {
    return context;
  }

  void attach(CoreContext attached) {
    context = attached;
  }

  boolean isEnded() {
    return ended;
  }

  /** Ends the task: whoever comes first takes the context along, if there is one. */
  @Nullable CoreContext end() {
    CoreContext taken = context;
    context = null;
    ended = true;
    return taken;
  }
}
