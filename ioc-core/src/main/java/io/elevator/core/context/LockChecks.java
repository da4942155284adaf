package io.elevator.core.context;

import org.jspecify.annotations.Nullable;

/**
 * The lock checks of checked mode. Records which locks and which hook the calling thread is in, and
 * throws {@link IllegalStateException} at the first step that breaks the locking rules, even if
 * that step does not deadlock this time. Enabled by assertions or by {@code
 * -Dio.elevator.checks=true}.
 *
 * <p>{@link #ENABLED} is a constant for the JIT compiler: callers test it first, so the calls cost
 * nothing where the mode is off. Each thread has its own record, so this class needs no lock.
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
    /** The lock of one request queue; guards its list of icqs. */
    QUEUE,
    /** The lock of one I/O context; guards its icqs. */
    CONTEXT,
    /** The lock of one elevator; guards the elevator's own structures. */
    ELEVATOR,
    /**
     * The lock of one task; guards its context and group. Taken only while no other lock is held,
     * and no other lock is taken while it is held.
     */
    TASK
  }

  /** Entry points of the library that a hook may be forbidden to call. */
  public enum Entry {
    /** Call that looks up an icq. */
    LOOKUP,
    /** Call that finds or creates an icq for a request. */
    FIND_OR_CREATE,
    /** Call that drops a reference to a context. */
    PUT,
    /** Ending a task. */
    EXIT_TASK,
    /** Call that ends a task. */
    TASK_CHANGE,
    /** Call that clears the icqs of a queue, or attaches or detaches its elevator. */
    QUEUE_CHANGE,
    /** Any call of a request queue, such as the submission of I/O. */
    SUBMIT
  }

  /** Call-outs during which the library restricts which of its methods may be called back. */
  public enum Hook {
    /** The init hook of an icq; called under the queue lock and the context lock. */
    INIT_ICQ(false),
    /** The exit hook of an icq; called under the context lock. */
    EXIT_ICQ(false),
    /** Any hook of an elevator other than the init and exit hooks of icqs. */
    ELEVATOR(true),
    /** A method of a queue's listener. */
    LISTENER(false);

    private final boolean mayLookUp;

    Hook(boolean mayLookUp) {
      this.mayLookUp = mayLookUp;
    }

    /** Returns whether a thread inside this hook may use an entry point. */
    public boolean allows(Entry entry) {
      return mayLookUp && entry == Entry.LOOKUP;
    }
  }

  /**
   * Called before a thread waits for a lock; checks that it may.
   *
   * @throws IllegalStateException if the thread holds the lock already, holds a lock that comes
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
   * Called before a thread tries a lock without waiting, which is allowed out of order.
   *
   * @throws IllegalStateException if the thread holds the lock already, or is in a hook that may
   *     not take it
   */
  public static void trying(Rank rank, Object lock) {
    Held held = HELD.get();
    held.refuseInHook(rank);
    held.refuseReentry(rank, lock);
  }

  /** Called after a lock was taken; records it. */
  public static void acquired(Rank rank, Object lock) {
    HELD.get().push(rank, lock);
  }

  /**
   * Called before a lock is released; removes it from the record.
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
   * Called before a call-out that must be made without any lock of the library, such as a call of a
   * driver or of a callback.
   *
   * @param what description of the call-out, for the message
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
   * Called at an entry point of the library.
   *
   * @throws IllegalStateException if the thread is in a hook that may not call it
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
   * Records that a hook has returned or thrown.
   *
   * @param outer result of {@link #enterHook}
   */
  public static void leaveHook(@Nullable Hook outer) {
    HELD.get().hook = outer;
  }

  /**
   * The locks that one thread holds, in the order in which it took them, and the hook that it is
   * in.
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
