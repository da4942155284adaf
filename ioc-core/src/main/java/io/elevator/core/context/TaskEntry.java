package io.elevator.core.context;

import java.lang.ref.WeakReference;
import org.jspecify.annotations.Nullable;

/**
 * A registry's entry for one task, with the state that is needed to end the task after the
 * application dropped it without an exit. Registry and reaper reach the task only through this weak
 * reference.
 *
 * <p>The monitor of this object is the task lock, during which no other lock is taken. It guards
 * attaching and detaching the context, moving the task to another group, and the end of the task.
 */
final class TaskEntry extends WeakReference<CoreTask> {
  final TaskRegistry registry;
  final int id;

  /** Next entry in the hash chain of the {@link TaskTable}; guarded by the lock of the shard. */
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

  // The caller of each method below holds the monitor of this entry.

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

  /**
   * Marks the task as ended and takes its context away.
   *
   * @return the context, from which the caller must detach the task; null if there is none, or on
   *     later calls
   */
  @Nullable CoreContext end() {
    CoreContext taken = context;
    context = null;
    ended = true;
    return taken;
  }
}
