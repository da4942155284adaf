package io.elevator.core.context;

import io.elevator.spi.Icq;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * An I/O context: priority, icqs, and what happens when the last task or the last reference goes.
 * {@link CountedContext} counts tasks and references.
 *
 * <p>The context lock guards the list of icqs, writes of {@code index} (together with the queue
 * lock) and EXITED. It is the monitor of a private object, because an application has references to
 * the context and may synchronize on it. A {@code ReentrantLock} would need more memory than the
 * rest of an idle context, and a virtual thread that waits for a monitor does not pin its carrier.
 * Threads always wait for the context lock and never try it, and no thread waits for a queue lock
 * while it holds a context lock.
 *
 * <p>Fields that are read without a lock:
 *
 * <ul>
 *   <li>{@code index}: a table that never changes after it was published (with release). It is
 *       published after the init hook, so a thread that finds an icq in it (with acquire) finds the
 *       icq initialised. The table contains the elevators' icq objects themselves, so a lookup is
 *       one array access and one comparison.
 *   <li>{@code hint}: the index slot of the icq that was last found for a request. The slot is a
 *       number and not a reference, because storing a reference into an old object costs a garbage
 *       collector barrier. It is written when a request takes its reference to the context, but not
 *       by each lookup, so a lookup writes nothing and scales with the number of threads like the
 *       read of a final field. Accessed in opaque mode: a racing write may be lost, and the slot
 *       may belong to another icq, or to none, in a newer table. That is harmless, because a lookup
 *       compares the final queue field of the icq it finds.
 *   <li>{@code priority}: one 16-bit value; a reader gets an old or a new value, never a mixture.
 * </ul>
 *
 * <p>An icq cannot be destroyed during a lookup: the caller holds a unit of the queue's usage
 * counter, so the queue's icqs are not being cleared; and the task is attached or the caller holds
 * a reference, so the context is not being released. A lookup for a task that exits concurrently
 * may find an icq whose exit hook has run; elevators tolerate that.
 */
public final class CoreContext extends CountedContext {
  private static final int NO_HINT = -1;
  private static final VarHandle HINT = handleOfHint();

  private final IoContexts contexts;
  private final Object lock = new Object();
  private volatile char priority;
  private volatile @Nullable Icq[] index = IcqIndex.EMPTY;

  @SuppressWarnings("UnusedVariable") // The field is accessed through its VarHandle.
  private int hint = NO_HINT;

  /** Head of the list of this context's icqs, newest first. Guarded by the context lock. */
  private @Nullable IcqNode first;

  /**
   * Whether icqs are in the list but not in the index, because there was no memory for a new index.
   * Guarded by the context lock.
   */
  private boolean indexLacks;

  CoreContext(IoContexts contexts, long id, int priority) {
    super(id);
    this.contexts = contexts;
    this.priority = (char) priority;
    // Executes each VarHandle access once, because the JVM needs memory for the first execution of
    // an access.
    HINT.setOpaque(this, (int) HINT.getOpaque(this));
  }

  private static VarHandle handleOfHint() {
    try {
      return MethodHandles.lookup().findVarHandle(CoreContext.class, "hint", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @Override
  public int priority() {
    return priority;
  }

  /**
   * Sets the priority of this context. The caller holds the task lock of an attached task. Several
   * tasks of one context may set it at the same time.
   *
   * @param value priority value, 0..65535
   */
  void setPriority(int value) {
    priority = (char) value;
  }

  @Override
  public int icqs() {
    return IcqIndex.size(index);
  }

  /**
   * Returns the icq in the slot of the hint, or null if the slot is empty; for tests and diagnosis.
   */
  @Nullable Icq hinted() {
    return hinted(index);
  }

  private @Nullable Icq hinted(@Nullable Icq[] table) {
    int at = (int) HINT.getOpaque(this);
    return at >= 0 && at < table.length ? table[at] : null;
  }

  // The methods below look up and create icqs.

  /**
   * Returns the icq of this context on a queue, or null if there is none. Takes no lock, allocates
   * nothing, and calls no extension. The caller holds a unit of the queue's usage count.
   */
  @Nullable Icq lookup(QueueIcqs queue) {
    @Nullable Icq[] table = index;
    Icq icq = table[queue.id() & (table.length - 1)];
    if (icq == null || icq.queue() == queue) {
      return icq;
    }
    return lookupDisplaced(table, queue);
  }

  /**
   * Searches for an icq whose preferred slot in the index is taken by the icq of another queue.
   * Tries the hinted slot first.
   */
  private @Nullable Icq lookupDisplaced(@Nullable Icq[] table, QueueIcqs queue) {
    Icq icq = hinted(table);
    return icq != null && icq.queue() == queue ? icq : IcqIndex.find(table, queue);
  }

  /**
   * Returns the icq of this context on a queue, which is created if there is none. The caller holds
   * a reference to the context and a unit of the queue's usage count.
   *
   * @return null if the allocation was refused, or if no task is attached any more
   */
  @Nullable Icq findOrCreate(QueueIcqs queue, long now) {
    Icq found = find(queue);
    return found != null ? found : create(queue, now);
  }

  /** Looks up the icq of a queue and stores its slot as the hint for the next lookup. */
  private @Nullable Icq find(QueueIcqs queue) {
    @Nullable Icq[] table = index;
    int at = IcqIndex.slot(table, queue);
    if (at < 0) {
      return null;
    }
    if ((int) HINT.getOpaque(this) != at) {
      HINT.setOpaque(this, at);
    }
    return table[at];
  }

  private @Nullable Icq create(QueueIcqs queue, long now) {
    IcqCache cache = queue.requireCache();
    IcqNode made = cache.allocate(queue, this);
    if (made == null) {
      return null;
    }
    boolean linked = false;
    queue.lock().lock();
    try {
      beforeLock();
      synchronized (lock) {
        afterLock();
        try {
          if (activeTasks() == 0) {
            // The last task has exited meanwhile, and its exit hooks have run. A new icq would
            // never get its exit hook.
            return null;
          }
          Icq present = IcqIndex.findId(index, queue.id());
          if (present != null) {
            return existing(present, queue);
          }
          IcqNode listed = indexLacks ? IcqNode.ofQueue(first, queue) : null;
          if (listed != null) {
            publish(IcqIndex.with(index, listed.boundIcq()));
            return find(queue);
          }
          // The new index is allocated before the init hook is called. After the hook, no step can
          // fail.
          @Nullable Icq[] next = IcqIndex.with(index, made.boundIcq());
          queue.initIcq(made.boundIcq(), now);
          first = made.linkBefore(first);
          queue.link(made);
          publish(next);
          linked = true;
          return find(queue);
        } finally {
          beforeUnlock();
        }
      }
    } finally {
      queue.lock().unlock();
      if (!linked) {
        cache.discard();
      }
    }
  }

  /**
   * Handles an icq that is already present under the queue's id. Either another thread created the
   * icq of this queue first, or the icq is a stale one of another queue that had the id before.
   */
  private @Nullable Icq existing(Icq present, QueueIcqs queue) {
    if (present.queue() == queue) {
      return find(queue);
    }
    contexts.countStaleIcq();
    if (contexts.isStrict()) {
      throw new IllegalStateException(
          "context "
              + id()
              + " has an icq of another queue under id "
              + queue.id()
              + ", which was given back before the queue was cleared");
    }
    return null;
  }

  // The methods below handle the end of the last reference and of the last task.

  @Override
  void lastPut() {
    boolean empty;
    beforeLock();
    synchronized (lock) {
      afterLock();
      try {
        empty = first == null;
      } finally {
        beforeUnlock();
      }
    }
    if (empty) {
      contexts.free();
    } else {
      contexts.deferRelease(this);
    }
  }

  /**
   * Detaches a task from this context. Detaching the last task runs the exit hooks of all icqs and
   * drops the one reference that all attached tasks share; the icqs stay until the last request
   * ends.
   *
   * @throws IllegalStateException if no task is attached
   */
  void detach() {
    if (!detachUnlessLast()) {
      detachLast();
      put();
    }
  }

  /**
   * Detaches the last task. The active count changes to 0 under the context lock. A thread that
   * creates an icq under this lock and has seen an attached task can rely on that task until its
   * icq is linked. The exit that follows then sees the icq.
   */
  private void detachLast() {
    long now = contexts.clock().now();
    @Nullable Icq[] left;
    beforeLock();
    synchronized (lock) {
      afterLock();
      try {
        if (!endLastTask()) {
          throw new IllegalStateException("io_context " + id() + " has no task to detach");
        }
        for (IcqNode node = first; node != null; node = node.contextNext) {
          exitStep(node, now);
        }
        left = index;
      } finally {
        beforeUnlock();
      }
    }
    // Reading the table needs no lock: a table never changes, and no icq is added after the last
    // task has detached.
    for (Icq icq : left) {
      if (icq != null) {
        ((QueueIcqs) icq.queue()).contextExited(this, now);
      }
    }
  }

  // The methods below end an icq.

  private void exitStep(IcqNode node, long now) {
    if (node.isExited()) {
      return;
    }
    try {
      node.queueIcqs().exitIcq(node.boundIcq(), now);
    } finally {
      node.markExited();
    }
  }

  /**
   * Returns whether the calling thread holds the context lock. Used to check the rules for hooks.
   */
  public boolean isLockHeld() {
    return Thread.holdsLock(lock);
  }

  /**
   * Destroys an icq of this context. The caller holds the queue lock.
   *
   * @param now time, in nanoseconds
   */
  void destroy(IcqNode node, long now) {
    beforeLock();
    synchronized (lock) {
      afterLock();
      try {
        destroyLocked(node, now);
      } finally {
        beforeUnlock();
      }
    }
  }

  /**
   * Destroys an icq, unless it is already destroyed. The caller holds the queue lock and the
   * context lock.
   */
  private void destroyLocked(IcqNode node, long now) {
    QueueIcqs queue = node.queueIcqs();
    if (!queue.lock().isHeldByCurrentThread() || !Thread.holdsLock(lock)) {
      throw new IllegalStateException(
          "destroying the " + node + " without its queue lock and its context lock");
    }
    if (node.isDestroyed()) {
      return;
    }
    IcqCache cache = queue.requireCache();
    try {
      publish(IcqIndex.without(index, node.boundIcq()));
    } catch (OutOfMemoryError e) {
      // There was no memory for an index without the icq. The icq must be destroyed nevertheless,
      // because its elevator is about to be detached.
      dropIndex();
    }
    first = node.unlinkFrom(first);
    queue.unlink(node);
    try {
      exitStep(node, now);
    } finally {
      node.markDestroyed();
      cache.free();
    }
  }

  /**
   * Destroys the icqs of this context after its last reference was dropped; runs in a deferred job.
   * The list can only be read under the context lock, but the lock order demands the queue lock
   * first. So the queue lock is tried without waiting. If it is taken by another thread, the
   * context lock is released, both locks are taken in order, and the icq is checked again. Each
   * round removes one icq or finds that another thread has removed it.
   */
  void release() {
    long now = contexts.clock().now();
    for (IcqNode left = releaseFirst(now); left != null; left = releaseFirst(now)) {
      contexts.countContendedRelease();
      QueueLock queueLock = left.queueIcqs().lock();
      queueLock.lock();
      try {
        destroy(left, now);
      } finally {
        queueLock.unlock();
      }
    }
    contexts.free();
  }

  /**
   * Destroys the icqs of this context, until one is found whose queue lock another thread holds.
   *
   * @return the first icq whose queue lock another thread holds; null if no icq is left
   */
  private @Nullable IcqNode releaseFirst(long now) {
    beforeLock();
    synchronized (lock) {
      afterLock();
      try {
        for (IcqNode node = first; node != null; node = first) {
          QueueLock queueLock = node.queueIcqs().lock();
          if (!queueLock.tryLock()) {
            return node;
          }
          try {
            destroyLocked(node, now);
          } finally {
            queueLock.unlock();
          }
        }
        return null;
      } finally {
        beforeUnlock();
      }
    }
  }

  /**
   * Publishes a new index. The hint is moved to the new slot of its icq, or cleared if the icq is
   * not in the new index. The caller holds the queue lock and the context lock.
   */
  private void publish(@Nullable Icq[] next) {
    Icq hinted = hinted(index);
    index = next;
    HINT.setOpaque(this, hinted == null ? NO_HINT : IcqIndex.slot(next, hinted.queue()));
  }

  /**
   * Replaces the index by an empty one, which needs no memory. Lookups find no icq until {@link
   * #create} puts the linked icqs back into the index. The caller holds the context lock.
   */
  void dropIndex() {
    indexLacks = true;
    publish(IcqIndex.EMPTY);
  }

  // The methods below call the lock checks of checked mode.

  private void beforeLock() {
    if (LockChecks.ENABLED) {
      LockChecks.acquiring(LockChecks.Rank.CONTEXT, lock);
    }
  }

  private void afterLock() {
    if (LockChecks.ENABLED) {
      LockChecks.acquired(LockChecks.Rank.CONTEXT, lock);
    }
  }

  private void beforeUnlock() {
    if (LockChecks.ENABLED) {
      try {
        if (!indexLacks) {
          ContextChecks.verify(this, first, index, hinted(index));
        }
      } finally {
        LockChecks.releasing(LockChecks.Rank.CONTEXT, lock);
      }
    }
  }

  @Override
  public String toString() {
    return "io_context " + id();
  }
}
