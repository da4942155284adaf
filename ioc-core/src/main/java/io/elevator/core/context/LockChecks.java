package io.elevator.core.context;

import org.jspecify.annotations.Nullable;

/**
 * The lock checks of checked mode. This class records which locks the calling thread holds and
 * which hook it is in, and throws {@link IllegalStateException} at the first step that breaks the
 * locking rules, even if that step does not deadlock this time. Enabled by assertions or by {@code
 * -Dio.elevator.checks=true}.
 *
 * <p>{@link #ENABLED} is a constant for the JIT compiler. Callers test it first, so the calls cost
 * nothing where checked mode is off. Each thread has its own record, so this class needs no lock.
 */
public final class LockChecks {
  /** Whether checked mode is on; callers test it before they call this class. */
  public static final boolean ENABLED =
      LockChecks.class.desiredAssertionStatus() || Boolean.getBoolean("io.elevator.checks");

  private static final ThreadLocal<Held> HELD = ThreadLocal.withInitial(Held::new);

  private LockChecks() {}

  /**
   * The kinds of locks, outermost first. A thread that waits for a lock holds no lock of the same
   * kind.
   */
  public enum Rank {
    /** QUEUE: the lock of one request queue; guards its list of icqs. */
    QUEUE,
    /** CONTEXT: the lock of one io context; guards its icqs. */
    CONTEXT,
    /** ELEVATOR: the lock of one elevator; guards the elevator's own structures. */
    ELEVATOR,
    /**
     * TASK: the lock of one task; guards its context and group. It is taken only while no other
     * lock is held, and no other lock is taken while it is held.
     */
    TASK
  }

  /** Entry points of the library that a hook may be forbidden to call. */
  public enum Entry {
    /** LOOKUP: a call that looks up an icq. */
    LOOKUP,
    /** FIND_OR_CREATE: a call that finds or creates an icq for a request. */
    FIND_OR_CREATE,
    /** PUT: a call that drops a reference to an io context. */
    PUT,
    /** EXIT_TASK: a call that ends a task. */
    EXIT_TASK,
    /** TASK_CHANGE: a call that creates a task or sets the priority of a task. */
    TASK_CHANGE,
    /**
     * QUEUE_CHANGE: a call that clears the icqs of a queue, or attaches or detaches its elevator.
     */
    QUEUE_CHANGE,
    /** SUBMIT: any call of a request queue, such as the submission of I/O. */
    SUBMIT
  }

  /**
   * Calls of extensions during which the library restricts which of its own methods may be called.
   */
  public enum Hook {
    /** INIT_ICQ: the init hook of an icq; called under the queue lock and the context lock. */
    INIT_ICQ(false),
    /** EXIT_ICQ: the exit hook of an icq; called under the context lock. */
    EXIT_ICQ(false),
    /** ELEVATOR: any hook of an elevator other than the init and exit hooks of icqs. */
    ELEVATOR(true),
    /** LISTENER: a method of a queue's listener. */
    LISTENER(false);

    private final boolean mayLookUp;

    Hook(boolean mayLookUp) {
      this.mayLookUp = mayLookUp;
    }

    /** Returns whether a thread that is in this hook may call an entry point of the library. */
    public boolean allows(Entry entry) {
      return mayLookUp && entry == Entry.LOOKUP;
    }
  }

  /**
   * Checks that the calling thread may wait for a lock. Called before the thread waits.
   *
   * @throws IllegalStateException if the thread already holds the lock, holds a lock that comes
   *     later in the order, or is in a hook that may not take the lock
   */
  public static void acquiring(Rank rank, Object lock) {
    Held held = HELD.get();
    held.refuseInHook(rank);
    held.refuseReentry(rank, lock);
    for (int i = 0; i < held.depth; i++) {
      Rank outer = held.ranks[i];
      if (outer.compareTo(rank) >= 0 || rank == Rank.TASK) {
        throw new IllegalStateException(
            "lock order: waiting for a " + rank + " lock while holding a " + outer + " lock");
      }
    }
  }

  /**
   * Checks that the calling thread may try a lock without waiting, which is allowed out of order.
   * Called before the thread tries.
   *
   * @throws IllegalStateException if the thread already holds the lock, or is in a hook that may
   *     not take the lock
   */
  public static void trying(Rank rank, Object lock) {
    Held held = HELD.get();
    held.refuseInHook(rank);
    held.refuseReentry(rank, lock);
  }

  /** Records that the calling thread has taken a lock. */
  public static void acquired(Rank rank, Object lock) {
    HELD.get().push(rank, lock);
  }

  /**
   * Records that the calling thread releases a lock. Called before the lock is released.
   *
   * @throws IllegalStateException if the thread does not hold the lock
   */
  public static void releasing(Rank rank, Object lock) {
    HELD.get().remove(rank, lock);
  }

  /** Returns whether the record says that the calling thread holds the lock. */
  public static boolean isHeld(Object lock) {
    return HELD.get().indexOf(lock) >= 0;
  }

  /**
   * Checks that the calling thread holds no lock of the library. Called before a call of an
   * extension that must be made without locks, such as a call of a driver or of a callback.
   *
   * @param what description of the call, for the message
   * @throws IllegalStateException if the thread holds a lock
   */
  public static void requireNoLock(String what) {
    Held held = HELD.get();
    if (held.depth != 0) {
      throw new IllegalStateException(
          what + " while holding a " + held.ranks[held.depth - 1] + " lock");
    }
  }

  /**
   * Checks that the calling thread may use an entry point of the library. Called at that entry
   * point.
   *
   * @throws IllegalStateException if the thread is in a hook that may not call the entry point
   */
  public static void entering(Entry entry) {
    Hook hook = HELD.get().hook;
    if (hook != null && !hook.allows(entry)) {
      throw new IllegalStateException("inside hook " + hook + ": " + entry + " is not allowed");
    }
  }

  /**
   * Records that the calling thread enters a hook.
   *
   * @return the hook that the thread was in before, for {@link #leaveHook}; null if it was in none
   */
  public static @Nullable Hook enterHook(Hook hook) {
    Held held = HELD.get();
    Hook outer = held.hook;
    held.hook = hook;
    return outer;
  }

  /**
   * Records that the calling thread has left a hook, by return or by an exception.
   *
   * @param outer result of {@link #enterHook}
   */
  public static void leaveHook(@Nullable Hook outer) {
    HELD.get().hook = outer;
  }

  /**
   * The record of one thread: the locks that it holds, in the order in which it took them, and the
   * hook that it is in.
   */
  private static final class Held {
    private static final int MOST = 8;

    final Rank[] ranks = new Rank[MOST];
    final @Nullable Object[] locks = new Object[MOST];
    int depth;
    @Nullable Hook hook;

    int indexOf(Object lock) {
      for (int i = depth - 1; i >= 0; i--) {
        if (locks[i] == lock) {
          return i;
        }
      }
      return -1;
    }

    void refuseInHook(Rank rank) {
      if (hook != null && rank != Rank.ELEVATOR) {
        throw new IllegalStateException("inside hook " + hook + ": taking a " + rank + " lock");
      }
    }

    void refuseReentry(Rank rank, Object lock) {
      if (indexOf(lock) >= 0) {
        throw new IllegalStateException(
            "re-entry: the thread holds this " + rank + " lock already");
      }
    }

    void push(Rank rank, Object lock) {
      if (depth == MOST) {
        throw new IllegalStateException("a thread holds more than " + MOST + " locks");
      }
      ranks[depth] = rank;
      locks[depth] = lock;
      depth++;
    }

    void remove(Rank rank, Object lock) {
      int at = indexOf(lock);
      if (at < 0) {
        throw new IllegalStateException(
            "giving back a " + rank + " lock that the thread does not hold");
      }
      depth--;
      for (int i = at; i < depth; i++) {
        ranks[i] = ranks[i + 1];
        locks[i] = locks[i + 1];
      }
      locks[depth] = null;
    }
  }
}
