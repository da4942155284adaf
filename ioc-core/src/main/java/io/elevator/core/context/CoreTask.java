package io.elevator.core.context;

import io.elevator.api.CpuPolicy;
import io.elevator.api.Credentials;
import io.elevator.api.IoPriority;
import io.elevator.api.Task;
import io.elevator.spi.Icq;
import org.jspecify.annotations.Nullable;

/**
 * A task of a block layer. Its context changes from none to one and from one to none, at most once
 * each, under the task lock (the monitor of {@link TaskEntry}). {@code exiting} is set before the
 * context is detached. So if a thread attaches a context under the lock at the same time, either
 * the exit sees the context, or the thread sees {@code exiting}.
 *
 * <p>{@code exiting}, the context and the group are volatile, because any thread may submit for the
 * task and reads them without the lock. A thread that needs the context to stay takes a reference
 * with {@link CoreContext#tryGet}. All other fields are final, except {@link #allowedPriorities}.
 */
public final class CoreTask extends Task {
  private final TaskRegistry registry;
  private final TaskEntry entry;
  private final String name;
  private final Credentials credentials;
  private final CpuPolicy cpuPolicy;
  private final short stripe;
  private final byte nice;
  private volatile boolean exiting;
  private volatile CoreGroup group;
  private volatile @Nullable CoreContext context;

  /**
   * Priorities that this task may give to single bios: one bit for each class and level without a
   * hint. A race between two threads may lose a bit; a later check sets it again.
   */
  private int allowedPriorities;

  // The escape of "this" is safe: only the weak reference of the entry stores it, and no other
  // thread sees the entry before the constructor returns.
  @SuppressWarnings("this-escape")
  CoreTask(
      TaskRegistry registry,
      int id,
      String name,
      Credentials credentials,
      CpuPolicy cpuPolicy,
      int nice,
      int stripe,
      CoreGroup group) {
    this.registry = registry;
    this.name = name;
    this.credentials = credentials;
    this.cpuPolicy = cpuPolicy;
    this.nice = (byte) nice;
    this.stripe = (short) stripe;
    this.group = group;
    this.entry = new TaskEntry(this, registry, id, group);
  }

  TaskRegistry registry() {
    return registry;
  }

  TaskEntry entry() {
    return entry;
  }

  @Override
  public int id() {
    return entry.id;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public @Nullable CoreContext ioContext() {
    return context;
  }

  @Override
  public CoreGroup group() {
    return group;
  }

  @Override
  public int stripe() {
    return stripe;
  }

  @Override
  public int nice() {
    return nice;
  }

  @Override
  public CpuPolicy cpuPolicy() {
    return cpuPolicy;
  }

  @Override
  public Credentials credentials() {
    return credentials;
  }

  @Override
  public int effectivePriority() {
    return PriorityRules.effective(rawPriority(), cpuPolicy, nice);
  }

  @Override
  public int rawPriority() {
    CoreContext attached = context;
    return attached == null ? IoPriority.NONE_VALUE : attached.priority();
  }

  @Override
  public boolean isExiting() {
    return exiting;
  }

  // The request queue calls the methods below.

  /** Returns whether an earlier check has permitted this task to give a priority to its bios. */
  boolean isAllowed(int priority) {
    return (allowedPriorities & priorityBit(priority)) != 0;
  }

  /** Records that this task may give a priority to its bios. */
  void allow(int priority) {
    allowedPriorities |= priorityBit(priority);
  }

  /** Returns the bit of a priority in {@link #allowedPriorities}; 0 for a priority with a hint. */
  private static int priorityBit(int priority) {
    int ioClass = IoPriority.classOf(priority);
    return IoPriority.hintOf(priority) == 0 && ioClass < 4
        ? 1 << (ioClass << 3 | IoPriority.levelOf(priority))
        : 0;
  }

  /**
   * Returns the icq of this task on a queue, or null if there is none. Takes no lock, allocates
   * nothing, and creates no icq. The caller holds a unit of the queue's usage count. The result is
   * valid while the caller holds that unit, and while the task has not exited or the caller holds a
   * reference to its context.
   */
  public @Nullable Icq lookupIcq(QueueIcqs queue) {
    if (LockChecks.ENABLED) {
      LockChecks.entering(LockChecks.Entry.LOOKUP);
    }
    CoreContext attached = context;
    return attached == null ? null : attached.lookup(queue);
  }

  /**
   * Returns the icq of this task on a queue for a request; creates the icq if there is none. Called
   * at most once for each request. The caller holds no lock, and holds a unit of the queue's usage
   * count.
   *
   * @param now time, in nanoseconds
   * @return an icq, and with it one reference to its context, which the caller drops with {@link
   *     CoreContext#put} when the request ends; or null and no reference, if an allocation was
   *     refused or the task has exited
   * @throws IllegalStateException if the queue has no elevator that uses icqs
   */
  public @Nullable Icq findOrCreateIcq(QueueIcqs queue, long now) {
    if (LockChecks.ENABLED) {
      LockChecks.entering(LockChecks.Entry.FIND_OR_CREATE);
    }
    CoreContext attached = context;
    if (attached == null) {
      attached = attachForIo(queue);
      if (attached == null) {
        return null;
      }
    } else if (!attached.tryGet()) {
      // The last task exited after this thread had read the context and before it took the
      // reference.
      return null;
    }
    Icq icq = null;
    try {
      icq = attached.findOrCreate(queue, now);
    } finally {
      if (icq == null) {
        attached.put();
      }
    }
    return icq;
  }

  /**
   * Returns the task's context, with a reference for the caller. If the task has no context, one is
   * created and attached first. Returns null if the task exits or the allocation was refused.
   */
  private @Nullable CoreContext attachForIo(QueueIcqs queue) {
    queue.requireCache();
    if (exiting) {
      return null;
    }
    CoreContext made = registry.contexts().allocate(IoPriority.NONE_VALUE);
    if (made == null) {
      return null;
    }
    CoreContext used;
    lockTask();
    synchronized (entry) {
      try {
        used = attachOrElsePresent(made);
        if (used != null) {
          // A context that is attached has a reference count above zero, so get() does not throw.
          used.get();
        }
      } finally {
        unlockTask();
      }
    }
    if (used != made) {
      registry.contexts().discard();
    }
    return used;
  }

  // The registry calls the methods below.

  /**
   * Stores a priority in the task's context; creates a context if there is none. Has no effect on a
   * task that exits.
   *
   * @param value priority value, 0..65535
   * @throws OutOfMemoryError if the allocation of a context was refused
   */
  void storePriority(int value) {
    if (storeIfAttached(value)) {
      return;
    }
    CoreContext made = registry.contexts().allocate(IoPriority.NONE_VALUE);
    if (made == null) {
      throw new OutOfMemoryError("no memory for the io_context of task '" + name + "'");
    }
    CoreContext used;
    lockTask();
    synchronized (entry) {
      try {
        used = attachOrElsePresent(made);
        if (used != null) {
          used.setPriority(value);
        }
      } finally {
        unlockTask();
      }
    }
    if (used != made) {
      registry.contexts().discard();
    }
  }

  private boolean storeIfAttached(int value) {
    lockTask();
    synchronized (entry) {
      try {
        CoreContext attached = entry.context();
        if (attached != null) {
          // The mark "exiting" need not be checked, because the priority of a context may be
          // written as long as the context is attached.
          attached.setPriority(value);
        }
        return attached != null;
      } finally {
        unlockTask();
      }
    }
  }

  /**
   * Attaches a context to this task, unless the task has one. The caller holds the task lock.
   *
   * @return the context that is attached afterwards; null if the task exits
   */
  private @Nullable CoreContext attachOrElsePresent(CoreContext made) {
    if (exiting) {
      return null;
    }
    CoreContext present = entry.context();
    if (present != null) {
      return present;
    }
    entry.attach(made);
    context = made;
    return made;
  }

  /**
   * Gives a child task its context: this task's context, or a new one with the same priority.
   *
   * @param share whether the child shares this task's context
   * @throws OutOfMemoryError if the allocation of a context was refused
   */
  void inherit(CoreTask child, boolean share) {
    CoreContext inherited = share ? shareContext() : copyContext(child);
    if (inherited != null) {
      child.lockTask();
      synchronized (child.entry) {
        try {
          // No other thread has a reference to the child task yet, so it has no context and is not
          // exiting.
          child.entry.attach(inherited);
          child.context = inherited;
        } finally {
          child.unlockTask();
        }
      }
    }
  }

  private @Nullable CoreContext shareContext() {
    lockTask();
    synchronized (entry) {
      try {
        CoreContext attached = entry.context();
        if (attached != null) {
          // This task is attached to the context, and cannot be detached while the lock is held.
          attached.share();
        }
        return attached;
      } finally {
        unlockTask();
      }
    }
  }

  private @Nullable CoreContext copyContext(CoreTask child) {
    int priority = rawPriority();
    if (!IoPriority.hasValidClass(priority)) {
      return null;
    }
    CoreContext copy = registry.contexts().allocate(priority);
    if (copy == null) {
      throw new OutOfMemoryError("no memory for the io_context of task '" + child.name + "'");
    }
    return copy;
  }

  void moveTo(CoreGroup target) {
    if (!target.join()) {
      throw new IllegalStateException("the " + target + " is removed: no task can be in it");
    }
    CoreGroup left;
    boolean ended;
    lockTask();
    synchronized (entry) {
      try {
        ended = entry.isEnded();
        left = ended ? target : entry.group();
        if (!ended) {
          entry.setGroup(target);
          group = target;
        }
      } finally {
        unlockTask();
      }
    }
    left.leave();
    if (ended) {
      throw new IllegalStateException("task '" + name + "' has exited: it cannot be moved");
    }
  }

  @Override
  public void exit() {
    if (LockChecks.ENABLED) {
      LockChecks.entering(LockChecks.Entry.EXIT_TASK);
    }
    exiting = true;
    CoreContext detached;
    CoreGroup left;
    lockTask();
    synchronized (entry) {
      try {
        if (entry.isEnded()) {
          return;
        }
        detached = entry.end();
        left = entry.group();
        context = null;
      } finally {
        unlockTask();
      }
    }
    entry.clear();
    registry.forget(entry);
    left.leave();
    if (detached != null) {
      detached.detach();
    }
  }

  private void lockTask() {
    if (LockChecks.ENABLED) {
      LockChecks.acquiring(LockChecks.Rank.TASK, entry);
      LockChecks.acquired(LockChecks.Rank.TASK, entry);
    }
  }

  private void unlockTask() {
    if (LockChecks.ENABLED) {
      LockChecks.releasing(LockChecks.Rank.TASK, entry);
    }
  }

  @Override
  public String toString() {
    return "task '" + name + "' (" + entry.id + ")";
  }
}
