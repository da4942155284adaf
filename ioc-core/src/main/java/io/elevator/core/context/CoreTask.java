package io.elevator.core.context;

import io.elevator.api.CpuPolicy;
import io.elevator.api.Credentials;
import io.elevator.api.IoPriority;
import io.elevator.api.Task;
import io.elevator.spi.Icq;
import org.jspecify.annotations.Nullable;

/**
 * A task. Its context goes from none to one to none, once, under the task lock ({@link TaskEntry}'s
 * monitor); {@code exiting} is set before the context is detached, so that one who would attach
 * under that lock either is seen by the exit or sees the mark. Both, and the group, are volatile:
 * any thread may submit for the task and reads them without the lock; whoever needs the context to
 * stay takes a reference unless the last one is gone. All else is final.
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
   * hint. A bit that is lost in a race between two threads is set again by a later check.
   */
  private int allowedPriorities;

  @SuppressWarnings("this-escape") // Into the entry's weak reference, which others see later.
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

  // For the request queue.

  /** Returns whether this task is known to be allowed a priority for one of its bios. */
  boolean isAllowed(int priority) {
    return (allowedPriorities & priorityBit(priority)) != 0;
  }

  /** Remembers that this task is allowed a priority for one of its bios. */
  void allow(int priority) {
    allowedPriorities |= priorityBit(priority);
  }

  /** Returns the bit of a priority in {@link #allowedPriorities}; 0 for one with a hint. */
  private static int priorityBit(int priority) {
    int ioClass = IoPriority.classOf(priority);
    return IoPriority.hintOf(priority) == 0 && ioClass < 4
        ? 1 << (ioClass << 3 | IoPriority.levelOf(priority))
        : 0;
  }

  /**
   * Finds the icq for a queue that the caller is inside of. Takes no lock, allocates nothing, makes
   * nothing. The result is valid while the task is not exited, or the caller holds a reference of
   * its context, and the caller stays inside the queue.
   */
  public @Nullable Icq lookupIcq(QueueIcqs queue) {
    if (LockChecks.ENABLED) {
      LockChecks.entering(LockChecks.Entry.LOOKUP);
    }
    CoreContext attached = context;
    return attached == null ? null : attached.lookup(queue);
  }

  /**
   * Finds or makes the icq for a request, at most once per request, with no lock held and from
   * inside the queue.
   *
   * @return an icq, and with it one reference of its context, which the caller drops with {@link
   *     CoreContext#put} when the request is finished; or null, and no reference, if an allocation
   *     was refused or the task has exited
   * @throws IllegalStateException if the queue has no elevator that wants icqs
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
      // The last task exited between the two reads.
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

  /** Returns a context with a reference for the caller, or null. */
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
          // It is attached, so its count is above zero.
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

  // For the registry.

  /**
   * Writes a priority into the context, making one if there is none; without effect on a task that
   * exits.
   *
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
          // No look at the exiting mark: while it is attached, it may be written.
          attached.setPriority(value);
        }
        return attached != null;
      } finally {
        unlockTask();
      }
    }
  }

  /** Under the task lock: null when exiting, else the context there is, else this one. */
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
   * Gives a child what it inherits from this task: the context itself, or one with its priority.
   *
   * @throws OutOfMemoryError if the allocation of a context was refused
   */
  void inherit(CoreTask child, boolean share) {
    CoreContext inherited = share ? shareContext() : copyContext(child);
    if (inherited != null) {
      child.lockTask();
      synchronized (child.entry) {
        try {
          // Nobody else knows the child yet.
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
          // This task is attached and cannot detach before the lock is free.
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
