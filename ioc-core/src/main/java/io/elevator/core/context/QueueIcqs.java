package io.elevator.core.context;

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
 * What the contexts need to know of a request queue: its identity, its lock, the list of its icqs,
 * and the elevator whose hooks they get.
 *
 * <p>Elevator and cache change only while the queue is frozen and has no icq, and are read by those
 * who hold a unit of the queue's usage count, or who hold the context lock of an icq that is linked
 * here. In both cases the freeze or the lock already orders the reads; the fields are volatile so
 * that a reader without either (statistics) is safe as well. The list is guarded by the queue lock.
 */
public final class QueueIcqs extends QueueIdentity {
  /** How many icqs are listed under the lock at a time. */
  private static final int CHUNK = 256;

  private final QueueLock lock = new QueueLock();
  private final BooleanSupplier frozen;
  private final ErrorSink errors;
  private final ContextExits exits;

  /**
   * Place in reports of exceptions of exit hooks, joined in advance, since a report may be about an
   * {@link OutOfMemoryError}.
   */
  private final String exitHook;

  private volatile @Nullable IcqCache cache;
  private volatile @Nullable Elevator elevator;

  /** Threads in an init or exit hook; counted (a full fence) before the elevator is read. */
  private final AtomicInteger inHooks = new AtomicInteger();

  private @Nullable IcqNode first;
  private int linked;

  /**
   * Makes the icq side of a queue without an elevator.
   *
   * @param id from {@link QueueIds}
   * @param frozen whether nobody is inside the queue now: no request, no submitter
   * @param errors takes what exit hooks throw
   * @param exits hears of contexts with an icq here whose last task is gone
   */
  public QueueIcqs(int id, BooleanSupplier frozen, ErrorSink errors, ContextExits exits) {
    super(id);
    this.frozen = frozen;
    this.errors = errors;
    this.exits = exits;
    this.exitHook = "exit hook of an icq of queue " + id;
  }

  /** As above, with nobody who hears of exits. */
  public QueueIcqs(int id, BooleanSupplier frozen, ErrorSink errors) {
    this(id, frozen, errors, (context, now) -> {});
  }

  /** Returns the queue lock. */
  public QueueLock lock() {
    return lock;
  }

  /** Returns where the icqs come from, or null: no elevator, or one that wants none. */
  public @Nullable IcqCache cache() {
    return cache;
  }

  /** Returns the elevator whose icqs live here, or null. */
  public @Nullable Elevator elevator() {
    return elevator;
  }

  /** Whether requests on this queue get an icq. */
  public boolean wantsIcqs() {
    return cache != null;
  }

  /**
   * An elevator that wants icqs is there. The queue is frozen.
   *
   * @throws IllegalStateException if it is not, or has icqs or an elevator already
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
   * Destroys all icqs of the queue. The queue is frozen and the elevator's own exit hooks have not
   * run. The lock is held for the whole walk: only its holder may destroy an icq of this queue, so
   * the first of the list cannot vanish, and with it its context, before the context is locked.
   *
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
   * The elevator goes; its icqs were cleared. The queue is frozen.
   *
   * @throws IllegalStateException if it is not, or has icqs
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
   * Makes another elevator the receiver of all later hooks, in place of one that is detached by
   * force.
   */
  public void replace(Elevator other) {
    if (elevator != null) {
      elevator = other;
    }
  }

  /** Whether no thread is in an init or exit hook. */
  public boolean isNoHookRunning() {
    return inHooks.get() == 0;
  }

  /** Joins its message only where it fails: a change of elevators needs no memory in between. */
  private void requireFrozen(String change, String cacheName) {
    if (!frozen.getAsBoolean()) {
      throw new IllegalStateException(
          change + cacheName + " of queue " + id() + ", which is not frozen");
    }
  }

  /** Returns how many icqs are linked. */
  public int icqs() {
    lock.lock();
    try {
      return linked;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Returns the records of the icqs that are linked, newest first. The lock is held for {@value
   * #CHUNK} of them at a time, so that nobody waits for a long list: all that are linked throughout
   * are there, once, and of those that come or go meanwhile some.
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
   * Returns where to go on behind what was listed. Only the head of the list grows, and an icq that
   * is unlinked never comes back: so what is not yet listed lies behind the last that was and is
   * linked still; if none is, all that is left has either come since or not been listed.
   */
  private @Nullable IcqNode afterLast(List<IcqNode> listed) {
    for (int i = listed.size() - 1; i >= 0; i--) {
      if (isLinked(listed.get(i))) {
        return listed.get(i).queueNext;
      }
    }
    return first;
  }

  /** Returns the cache; it does not change while the caller is inside, or an icq is linked. */
  IcqCache requireCache() {
    IcqCache current = cache;
    if (current == null) {
      throw new IllegalStateException(
          "queue " + id() + " has no elevator with icqs: it must be attached first");
    }
    return current;
  }

  // The three below: under queue lock and context lock.

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

  // Hooks.

  /** Runs the init hook, under queue lock and context lock; what it throws leaves. */
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

  /** Runs the exit hook, under the context lock; what it throws goes to the queue's error sink. */
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
      // Whatever the plugin threw, an Error included: the icq must still go, and the task must end.
      errors.report(exitHook, e);
    } finally {
      if (LockChecks.ENABLED) {
        LockChecks.leaveHook(outer);
      }
    }
  }

  /** Tells that the last task of a context with an icq here is gone; with no lock held. */
  void contextExited(CoreContext context, long now) {
    exits.exited(context, now);
  }

  @Override
  public String toString() {
    return "queue " + id();
  }
}
