package io.elevator.core.context;

import io.elevator.api.Task;
import io.elevator.core.defects.ErrorSink;
import io.elevator.spi.Elevator;
import io.elevator.spi.Icq;
import io.elevator.spi.QueueIdentity;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The icq-related part of a request queue: its identity, its lock, the list of its icqs, and the
 * elevator whose init and exit hooks are called for the icqs.
 *
 * <p>The elevator and the cache change only while the queue is frozen and has no icq. Their readers
 * either hold a unit of the queue's usage count or hold the context lock of an icq that is linked
 * here, so the freeze or the lock already orders the reads. The fields are volatile for readers
 * that have neither (statistics). The queue lock guards the list.
 */
public final class QueueIcqs extends QueueIdentity {
  /** Number of icqs that {@link #nodes} reads while it holds the queue lock once. */
  private static final int CHUNK = 256;

  private final QueueLock lock = new QueueLock();
  private final BooleanSupplier frozen;
  private final ErrorSink errors;
  private final ContextExits exits;

  /**
   * Text for reports of exceptions of exit hooks. It is built in advance, because the report may be
   * about an {@link OutOfMemoryError}.
   */
  private final String exitHook;

  private volatile @Nullable IcqCache cache;
  private volatile @Nullable Elevator elevator;

  /**
   * Number of threads that are in an init or exit hook. A thread increments it before it reads
   * {@code elevator}; the increment is a full fence.
   */
  private final AtomicInteger inHooks = new AtomicInteger();

  private @Nullable IcqNode first;
  private int linked;

  /**
   * Creates the icq-related part of a queue that has no elevator.
   *
   * @param id queue id from {@link QueueIds}
   * @param frozen returns whether the queue is frozen: no request and no submitter is in it
   * @param errors receiver of exceptions of exit hooks
   * @param exits listener for contexts with an icq here whose last task has exited
   */
  public QueueIcqs(int id, BooleanSupplier frozen, ErrorSink errors, ContextExits exits) {
    super(id);
    this.frozen = frozen;
    this.errors = errors;
    this.exits = exits;
    this.exitHook = "exit hook of an icq of queue " + id;
  }

  /**
   * Creates the icq-related part of a queue that has no elevator, without a listener for exits of
   * contexts.
   */
  public QueueIcqs(int id, BooleanSupplier frozen, ErrorSink errors) {
    this(id, frozen, errors, (context, now) -> {});
  }

  /** Returns the lock of the queue. */
  public QueueLock lock() {
    return lock;
  }

  /**
   * Returns the allocator of the queue's icqs; null without an elevator, or if the elevator uses no
   * icqs.
   */
  public @Nullable IcqCache cache() {
    return cache;
  }

  /**
   * Returns the elevator whose init and exit hooks are called for the icqs; null if there is none.
   */
  public @Nullable Elevator elevator() {
    return elevator;
  }

  /**
   * Returns whether requests on this queue get an icq: the queue has an elevator that uses icqs.
   */
  public boolean wantsIcqs() {
    return cache != null;
  }

  /** Returns the icq of a task for this queue, or null if it has none. */
  public @Nullable Icq lookup(@Nullable Task task) {
    return task instanceof CoreTask core && wantsIcqs() ? core.lookupIcq(this) : null;
  }

  /**
   * Attaches an elevator that uses icqs. The queue must be frozen.
   *
   * @param newCache allocator of the elevator's icqs
   * @param newElevator receiver of the init and exit hooks
   * @throws IllegalStateException if the queue is not frozen, or has icqs or an elevator already
   */
  public void attach(IcqCache newCache, Elevator newElevator) {
    if (LockChecks.ENABLED) {
      LockChecks.entering(LockChecks.Entry.QUEUE_CHANGE);
    }
    requireFrozen("attaching ", newCache.name());
    lock.lock();
    try {
      if (cache != null || first != null) {
        throw new IllegalStateException(
            "attaching " + newCache.name() + " to queue " + id() + ", which has an elevator");
      }
      elevator = newElevator;
      cache = newCache;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Destroys all icqs of the queue. The queue is frozen, and the elevator's exit hook for the
   * attachment has not run. The queue lock is held for the whole walk: only its holder may destroy
   * an icq of this queue, so neither the first icq of the list nor its context can vanish before
   * the context is locked.
   *
   * @param now time, in nanoseconds
   * @throws IllegalStateException if the queue is not frozen
   */
  public void clear(long now) {
    if (LockChecks.ENABLED) {
      LockChecks.entering(LockChecks.Entry.QUEUE_CHANGE);
    }
    requireFrozen("clearing the icqs", "");
    lock.lock();
    try {
      for (IcqNode node = first; node != null; node = first) {
        node.coreContext().destroy(node, now);
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * Detaches the elevator. The queue must be frozen, and its icqs must have been cleared.
   *
   * @throws IllegalStateException if the queue is not frozen, or has icqs
   */
  public void detach() {
    if (LockChecks.ENABLED) {
      LockChecks.entering(LockChecks.Entry.QUEUE_CHANGE);
    }
    requireFrozen("detaching the elevator", "");
    lock.lock();
    try {
      if (first != null) {
        throw new IllegalStateException(
            "detaching the elevator of queue " + id() + " with " + linked + " icqs linked");
      }
      cache = null;
      elevator = null;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Sets the elevator whose hooks are called from now on, in place of an elevator that is detached
   * by force. Has no effect if the queue has no elevator.
   */
  public void replace(Elevator other) {
    if (elevator != null) {
      elevator = other;
    }
  }

  /** Returns whether no thread is in an init or exit hook of this queue's icqs. */
  public boolean isNoHookRunning() {
    return inHooks.get() == 0;
  }

  /**
   * Checks that the queue is frozen. The message is concatenated only if the check fails, so that
   * changing the elevator needs no memory for it.
   */
  private void requireFrozen(String change, String cacheName) {
    if (!frozen.getAsBoolean()) {
      throw new IllegalStateException(
          change + cacheName + " of queue " + id() + ", which is not frozen");
    }
  }

  /** Returns the number of icqs in the queue's list. */
  public int icqs() {
    lock.lock();
    try {
      return linked;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Returns the records of the icqs in the queue's list, newest first. The queue lock is held for
   * {@value #CHUNK} icqs at a time, so that no thread waits for a long walk. The result contains
   * every icq that is in the list during the whole call exactly once, and an arbitrary part of the
   * icqs that are added or removed meanwhile.
   */
  public List<IcqNode> nodes() {
    List<IcqNode> nodes = new ArrayList<>();
    boolean more;
    do {
      lock.lock();
      try {
        IcqNode node = nodes.isEmpty() ? first : afterLast(nodes);
        for (int i = 0; i < CHUNK && node != null; i++) {
          nodes.add(node);
          node = node.queueNext;
        }
        more = node != null;
      } finally {
        lock.unlock();
      }
    } while (more);
    return nodes;
  }

  /**
   * Returns the record at which the next chunk of the listing begins. Icqs are only added at the
   * head of the queue's list, and a removed icq is never added again. So the icqs that are not yet
   * in {@code listed} follow the last icq of {@code listed} that is still in the queue's list. If
   * there is no such icq, the next chunk begins at the head of the queue's list.
   */
  private @Nullable IcqNode afterLast(List<IcqNode> listed) {
    for (int i = listed.size() - 1; i >= 0; i--) {
      if (isLinked(listed.get(i))) {
        return listed.get(i).queueNext;
      }
    }
    return first;
  }

  /**
   * Returns the allocator of the queue's icqs. It does not change while the caller holds a unit of
   * the queue's usage count, or an icq is linked.
   *
   * @throws IllegalStateException if the queue has no elevator that uses icqs
   */
  IcqCache requireCache() {
    IcqCache current = cache;
    if (current == null) {
      throw new IllegalStateException(
          "queue " + id() + " has no elevator with icqs: it must be attached first");
    }
    return current;
  }

  // The caller of each of the next three methods holds the queue lock and the context lock.

  void link(IcqNode node) {
    IcqNode head = first;
    node.queueNext = head;
    if (head != null) {
      head.queuePrev = node;
    }
    first = node;
    linked++;
  }

  void unlink(IcqNode node) {
    IcqNode prev = node.queuePrev;
    IcqNode next = node.queueNext;
    if (prev == null) {
      first = next;
    } else {
      prev.queueNext = next;
    }
    if (next != null) {
      next.queuePrev = prev;
    }
    node.queuePrev = null;
    node.queueNext = null;
    linked--;
  }

  boolean isLinked(IcqNode node) {
    IcqNode prev = node.queuePrev;
    return prev == null ? first == node : prev.queueNext == node;
  }

  // The methods below call the hooks of the elevator and the listener.

  /**
   * Calls the init hook of an icq, under the queue lock and the context lock. Exceptions of the
   * hook propagate.
   */
  void initIcq(Icq icq, long now) {
    inHooks.incrementAndGet();
    LockChecks.Hook outer =
        LockChecks.ENABLED ? LockChecks.enterHook(LockChecks.Hook.INIT_ICQ) : null;
    try {
      Elevator hooks = elevator;
      if (hooks != null) {
        hooks.initIcq(icq, now);
      }
    } finally {
      if (LockChecks.ENABLED) {
        LockChecks.leaveHook(outer);
      }
      inHooks.decrementAndGet();
    }
  }

  /**
   * Calls the exit hook of an icq, under the context lock. Exceptions of the hook go to the queue's
   * error sink.
   */
  void exitIcq(Icq icq, long now) {
    inHooks.incrementAndGet();
    try {
      runExit(icq, now);
    } finally {
      inHooks.decrementAndGet();
    }
  }

  private void runExit(Icq icq, long now) {
    Elevator hooks = elevator;
    if (hooks == null) {
      return;
    }
    LockChecks.Hook outer =
        LockChecks.ENABLED ? LockChecks.enterHook(LockChecks.Hook.EXIT_ICQ) : null;
    try {
      hooks.exitIcq(icq, now);
    } catch (Throwable e) {
      // Even errors are caught, because the icq must be destroyed and the task must end, whatever
      // the plugin throws.
      errors.report(exitHook, e);
    } finally {
      if (LockChecks.ENABLED) {
        LockChecks.leaveHook(outer);
      }
    }
  }

  /**
   * Notifies the listener that the last task of a context with an icq here has exited. The caller
   * holds no lock.
   */
  void contextExited(CoreContext context, long now) {
    exits.exited(context, now);
  }

  @Override
  public String toString() {
    return "queue " + id();
  }
}
