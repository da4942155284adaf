package io.elevator.core.context;

import org.jspecify.annotations.Nullable;

/**
 * Checked mode: remembers which locks the calling thread holds and which hook it is in, and throws
 * {@link IllegalStateException} at the first step that breaks the rules of locking, whether or not
 * it happens to deadlock this time. On under assertions or with {@code -Dio.elevator.checks=true}.
 *
 * <p>{@link #ENABLED} is a constant to the compiler of the virtual machine: guarded by it, the
 * calls vanish where the mode is off. The record of a thread is its own, so nothing here needs a
 * lock.
 */
public final class LockChecks {
  /** Whether the mode is on; callers test it first. */
  public static final boolean ENABLED =
      LockChecks.class.desiredAssertionStatus() || Boolean.getBoolean("io.elevator.checks");

  private static final ThreadLocal<Held> HELD = ThreadLocal.withInitial(Held::new);

  private LockChecks() {}

  /** The kinds of lock, outermost first; a thread that waits for one holds none of its own kind. */
  public enum Rank {
    /** Of one request queue: its list of icqs. */
    QUEUE,
    /** Of one I/O context: its icqs. */
    CONTEXT,
    /** Of one elevator: its own structures. */
    ELEVATOR,
    /** Of one task: which context and group it has. A leaf, taken with nothing else held. */
    TASK
  }

  /** What a hook may be refused. */
  public enum Entry {
    /** Finding an icq. */
    LOOKUP,
    /** Finding or making an icq for a request. */
    FIND_OR_CREATE,
    /** Dropping a reference of a context. */
    PUT,
    /** Ending a task. */
    EXIT_TASK,
    /** Setting or reading a priority through the registry, changing a group. */
    TASK_CHANGE,
    /** Clearing the icqs of a queue, attaching or detaching its elevator. */
    QUEUE_CHANGE,
    /** Submitting I/O or anything else on a request queue. */
    SUBMIT
  }

  /** The calls out of the core during which it restricts what may be called back. */
  public enum Hook {
    /** A new icq; under queue lock and context lock. */
    INIT_ICQ(false),
    /** An icq going; under the context lock. */
    EXIT_ICQ(false),
    /** Any other hook of an elevator. */
    ELEVATOR(true),
    /** A listener of a queue. */
    LISTENER(false);

    private final boolean mayLookUp;

    Hook(boolean mayLookUp) {
      this.mayLookUp = mayLookUp;
    }

    /** Whether a thread inside this hook may make the call. */
    public boolean allows(Entry entry) {
      return mayLookUp && entry == Entry.LOOKUP;
    }
  }

  /**
   * Before waiting for a lock.
   *
   * @throws IllegalStateException if the thread holds it already, holds one that comes later in the
   *     order, or is in a hook that may not take it
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
   * Before trying a lock without waiting, which is allowed out of order.
   *
   * @throws IllegalStateException if the thread holds it already, or is in a hook that may not take
   *     it
   */
  public static void trying(Rank rank, Object lock) {
    Held held = HELD.get();
    held.refuseInHook(rank);
    held.refuseReentry(rank, lock);
  }

  /** After the lock was taken. */
  public static void acquired(Rank rank, Object lock) {
    HELD.get().push(rank, lock);
  }

  /**
   * Before the lock is given back.
   *
   * @throws IllegalStateException if the thread does not hold it
   */
  public static void releasing(Rank rank, Object lock) {
    HELD.get().remove(rank, lock);
  }

  /** Whether the calling thread is recorded as holding the lock. */
  public static boolean isHeld(Object lock) {
    return HELD.get().indexOf(lock) >= 0;
  }

  /**
   * Before a call that wants no lock of the library held, such as a driver's or a callback.
   *
   * @throws IllegalStateException if the thread holds one
   */
  public static void requireNoLock(String what) {
    Held held = HELD.get();
    if (held.depth != 0) {
      throw new IllegalStateException(
          what + " while holding a " + held.ranks[held.depth - 1] + " lock");
    }
  }

  /**
   * At an entry of the library.
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
   * Before a hook is called.
   *
   * @return the hook that the thread was in, for {@link #leaveHook}
   */
  public static @Nullable Hook enterHook(Hook hook) {
    Held held = HELD.get();
    Hook outer = held.hook;
    held.hook = hook;
    return outer;
  }

  /** After the hook has returned or thrown. */
  public static void leaveHook(@Nullable Hook outer) {
    HELD.get().hook = outer;
  }

  /** What one thread holds, in order of taking. */
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
