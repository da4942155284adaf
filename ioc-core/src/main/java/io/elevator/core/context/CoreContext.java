package io.elevator.core.context;

import io.elevator.api.IoContext;
import io.elevator.spi.Icq;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * An I/O context. Two counts answer two questions: {@code active}, may anybody still issue I/O with
 * this identity, and {@code references}, may anybody still touch the object. All attached tasks
 * together hold one reference, every request with an icq one, an operation in progress one.
 *
 * <p>The context lock is the monitor of a private object: an application holds the context and may
 * synchronize on it, so its own monitor will not do; a {@code ReentrantLock} would cost more than
 * the rest of an idle context; a virtual thread that waits for a monitor does not hold its carrier.
 * It guards the list of icqs, {@code index} (written, together with the queue lock) and EXITED. It
 * is only ever waited for, never tried, and no thread waits for a queue lock while holding it.
 *
 * <p>Read without a lock: {@code index}, a table that is never changed after it was published with
 * release, which happens after the init hook, so whoever finds an icq in it (acquire) finds it
 * initialised. {@code hint}, the place in that table of the icq found last for a request. A number,
 * not a reference, as storing a reference into an old object costs the collector's barrier; written
 * where the request takes its reference of the context, not by every lookup, so that a lookup
 * writes nothing and scales as the read of a final field does. In opaque mode: a racing write is
 * lost, and one made from an older table names another icq or none, never a wrong one, since a
 * lookup compares the final queue field of what it finds in the table that it holds. The table
 * holds the elevators' records themselves, so that a lookup is one array access and one comparison.
 * An icq of this queue cannot be destroyed under a lookup: the caller is inside the queue, so it is
 * not being cleared, and the task is attached or a reference held, so the context is not being
 * released. A lookup for a task that exits meanwhile may find an icq whose exit hook has run, which
 * elevators tolerate. {@code priority} is one 16-bit value: an old or a new one, never a mixture.
 */
public final class CoreContext extends IoContext {
  private static final int NO_HINT = -1;
  private static final VarHandle REFERENCES = handle("references", long.class);
  private static final VarHandle ACTIVE = handle("active", int.class);
  private static final VarHandle HINT = handle("hint", int.class);

  private final IoContexts contexts;
  private final Object lock = new Object();
  private final long id;
  private volatile long references = 1;
  private volatile int active = 1;
  private volatile char priority;
  private volatile @Nullable Icq[] index = IcqIndex.EMPTY;

  @SuppressWarnings("UnusedVariable") // Only through its VarHandle.
  private int hint = NO_HINT;

  /** List of icqs, the newest first. Guarded by the context lock. */
  private @Nullable IcqNode first;

  /** Whether the index lacks linked icqs, for want of memory. Guarded by the context lock. */
  private boolean indexLacks;

  CoreContext(IoContexts contexts, long id, int priority) {
    this.contexts = contexts;
    this.id = id;
    this.priority = (char) priority;
    // Links the accesses of the handles, for which the JVM needs memory when they are first
    // executed: a reference that could not be dropped would keep the context for ever.
    boolean linked = REFERENCES.compareAndSet(this, 1L, 1L) && ACTIVE.compareAndSet(this, 1, 1);
    HINT.setOpaque(this, linked ? (int) HINT.getOpaque(this) : NO_HINT);
  }

  private static VarHandle handle(String field, Class<?> type) {
    try {
      return MethodHandles.lookup().findVarHandle(CoreContext.class, field, type);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @Override
  public long id() {
    return id;
  }

  @Override
  public int priority() {
    return priority;
  }

  /** Sets the priority; under the task lock of an attached task, several of which may race. */
  void setPriority(int value) {
    priority = (char) value;
  }

  @Override
  public int activeTasks() {
    return active;
  }

  @Override
  public long references() {
    return references;
  }

  @Override
  public int icqs() {
    return IcqIndex.size(index);
  }

  /** Returns the icq that was found last, if it is still linked; for tests and diagnosis. */
  @Nullable Icq hinted() {
    return hinted(index);
  }

  private @Nullable Icq hinted(@Nullable Icq[] table) {
    int at = (int) HINT.getOpaque(this);
    return at >= 0 && at < table.length ? table[at] : null;
  }

  // Lookup and creation.

  /**
   * Finds the icq of a queue. Takes no lock, allocates nothing, calls nothing. The caller is inside
   * the queue.
   */
  @Nullable Icq lookup(QueueIcqs queue) {
    @Nullable Icq[] table = index;
    Icq icq = table[queue.id() & (table.length - 1)];
    if (icq == null || icq.queue() == queue) {
      return icq;
    }
    return lookupDisplaced(table, queue);
  }

  /** Another queue's icq has the place: the hint is where one was found last. */
  private @Nullable Icq lookupDisplaced(@Nullable Icq[] table, QueueIcqs queue) {
    Icq icq = hinted(table);
    return icq != null && icq.queue() == queue ? icq : IcqIndex.find(table, queue);
  }

  /**
   * Finds or makes the icq of a queue. The caller holds a reference and is inside the queue.
   *
   * @return null if there can be none: the allocation was refused or no task is attached any more
   */
  @Nullable Icq findOrCreate(QueueIcqs queue, long now) {
    Icq found = find(queue);
    return found != null ? found : create(queue, now);
  }

  /** A lookup that leaves a hint. */
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
          if (active == 0) {
            // The task exited since; its exit hooks have run, and nobody would run this one's.
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
          // Allocated first: from the hook on nothing may fail but the hook itself.
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

  /** Another thread was faster, or something is wrong. */
  private @Nullable Icq existing(Icq present, QueueIcqs queue) {
    if (present.queue() == queue) {
      return find(queue);
    }
    contexts.countStaleIcq();
    if (contexts.isStrict()) {
      throw new IllegalStateException(
          "context "
              + id
              + " has an icq of another queue under id "
              + queue.id()
              + ", which was given back before the queue was cleared");
    }
    return null;
  }

  // Counts.

  /** Takes a reference unless the last one is gone; for one who does not hold any. */
  boolean tryGet() {
    for (long now = references; now > 0; now = references) {
      if (REFERENCES.compareAndSet(this, now, now + 1)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Takes a reference; for one who holds one, or keeps a task attached.
   *
   * @throws IllegalStateException if the last one is gone
   */
  public void get() {
    if (!tryGet()) {
      throw new IllegalStateException("io_context " + id + " already released: get");
    }
  }

  /**
   * Drops a reference. With the last one the context ends: at once if it has no icqs, else on a
   * worker, as the caller may hold the very queue lock that is needed. Waits for the context lock
   * at most.
   *
   * @throws IllegalStateException if there is none to drop; the count is unchanged
   */
  public void put() {
    if (LockChecks.ENABLED) {
      LockChecks.entering(LockChecks.Entry.PUT);
    }
    for (long now = references; ; now = references) {
      if (now <= 0) {
        throw new IllegalStateException("io_context " + id + " already released: put");
      }
      if (REFERENCES.compareAndSet(this, now, now - 1)) {
        if (now == 1) {
          lastPut();
        }
        return;
      }
    }
  }

  private void lastPut() {
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
   * One task more shares the context; a task that does so already keeps it active.
   *
   * @throws IllegalStateException if no task is attached
   */
  void share() {
    for (int now = active; now > 0; now = active) {
      if (ACTIVE.compareAndSet(this, now, now + 1)) {
        return;
      }
    }
    throw new IllegalStateException(
        "io_context " + id + " has no task any more: it cannot be shared");
  }

  /**
   * An attached task is gone. When it was the last one, all exit hooks run here, and the reference
   * of the attached tasks is dropped; icqs stay until the last request is finished.
   *
   * @throws IllegalStateException if no task is attached
   */
  void detach() {
    for (int now = active; now > 1; now = active) {
      if (ACTIVE.compareAndSet(this, now, now - 1)) {
        return;
      }
    }
    detachLast();
    put();
  }

  /**
   * The step to zero is made under the context lock, so that a creation which has seen a task
   * attached there has one until its icq is linked, and the exit that follows sees the icq.
   */
  private void detachLast() {
    long now = contexts.clock().now();
    @Nullable Icq[] left;
    beforeLock();
    synchronized (lock) {
      afterLock();
      try {
        if (!ACTIVE.compareAndSet(this, 1, 0)) {
          throw new IllegalStateException("io_context " + id + " has no task to detach");
        }
        for (IcqNode node = first; node != null; node = node.contextNext) {
          exitStep(node, now);
        }
        left = index;
      } finally {
        beforeUnlock();
      }
    }
    // A table never changes, and no icq comes in any more.
    for (Icq icq : left) {
      if (icq != null) {
        ((QueueIcqs) icq.queue()).contextExited(this, now);
      }
    }
  }

  // The end of an icq.

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

  /** Whether the calling thread holds the context lock; for checks of hooks. */
  public boolean isLockHeld() {
    return Thread.holdsLock(lock);
  }

  /** Destroys an icq of this context; the caller holds the queue lock. */
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

  /** The check of DESTROYED is in here, so that no caller can forget it. */
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
      // An icq must go all the same: its elevator is about to be detached.
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
   * Takes the icqs apart, on a worker, after the last reference is gone. The list is only known
   * under the context lock, and the queue lock comes first in the order: so it is tried, and if it
   * is taken, both are taken anew in order and the icq is looked at again. Each round removes one
   * icq or finds that somebody else did.
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
   * Destroys icqs as long as their queue locks are free.
   *
   * @return the first whose queue lock is taken, or null if none is left
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
   * Makes a new index seen, with the hint where it was, unless that icq is gone. Under both locks.
   */
  private void publish(@Nullable Icq[] next) {
    Icq hinted = hinted(index);
    index = next;
    HINT.setOpaque(this, hinted == null ? NO_HINT : IcqIndex.slot(next, hinted.queue()));
  }

  /**
   * Empties the index, which needs no memory: lookups find no icq until {@link #create} puts the
   * linked one back. Under the context lock.
   */
  void dropIndex() {
    indexLacks = true;
    publish(IcqIndex.EMPTY);
  }

  // Checked mode.

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
    return "io_context " + id;
  }
}
