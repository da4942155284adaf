package io.elevator.core.context;

import io.elevator.api.IoContext;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The two counts of an io context. {@code active} is the number of tasks attached to the context.
 * While it is above 0, I/O may be issued with this identity. {@code references} is the number of
 * reasons to keep the object: 1 for all attached tasks together, 1 for each request with an icq, 1
 * for each operation in progress.
 *
 * <p>This is a superclass of {@link CoreContext} and not an object that the context refers to: such
 * an object would make each context larger, and each request that takes a reference would read one
 * object more.
 *
 * <p>Thread-safe: both counts change by compare-and-set only.
 */
abstract class CountedContext extends IoContext {
  private static final VarHandle REFERENCES = handle("references", long.class);
  private static final VarHandle ACTIVE = handle("active", int.class);

  private final long id;
  private volatile long references = 1;
  private volatile int active = 1;

  /** Creates the counts of a context with one reference and one attached task. */
  CountedContext(long id) {
    this.id = id;
    // Executes each VarHandle access once, because the JVM needs memory for the first execution of
    // an access. A reference that could not be dropped for lack of memory would keep the context
    // for ever.
    boolean _ = REFERENCES.compareAndSet(this, 1L, 1L) && ACTIVE.compareAndSet(this, 1, 1);
  }

  private static VarHandle handle(String field, Class<?> type) {
    try {
      return MethodHandles.lookup().findVarHandle(CountedContext.class, field, type);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  @Override
  public final long id() {
    return id;
  }

  @Override
  public final int activeTasks() {
    return active;
  }

  @Override
  public final long references() {
    return references;
  }

  /**
   * Takes a reference to this context, unless the reference count is 0. For callers that do not
   * hold a reference.
   *
   * @return whether a reference was taken
   */
  final boolean tryGet() {
    for (long now = references; now > 0; now = references) {
      if (REFERENCES.compareAndSet(this, now, now + 1)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Takes a reference to this context. The caller already holds a reference, or prevents an
   * attached task from being detached.
   *
   * @throws IllegalStateException if the reference count is 0
   */
  public final void get() {
    if (!tryGet()) {
      throw new IllegalStateException("io_context " + id + " already released: get");
    }
  }

  /**
   * Drops a reference to this context. Dropping the last reference ends the context: immediately if
   * it has no icqs, otherwise in a deferred job, because the caller may hold the queue lock that
   * destroying icqs needs. Waits for no lock except the context lock.
   *
   * @throws IllegalStateException if the reference count is already 0; it does not change then
   */
  public final void put() {
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

  /** Called when the last reference was dropped; ends the context. */
  abstract void lastPut();

  /**
   * Attaches one more task to this context. The caller acts for a task that is already attached.
   *
   * @throws IllegalStateException if no task is attached
   */
  final void share() {
    for (int now = active; now > 0; now = active) {
      if (ACTIVE.compareAndSet(this, now, now + 1)) {
        return;
      }
    }
    throw new IllegalStateException(
        "io_context " + id + " has no task any more: it cannot be shared");
  }

  /**
   * Detaches a task, unless it is the last attached task or none is attached. Returns whether a
   * task was detached.
   */
  final boolean detachUnlessLast() {
    for (int now = active; now > 1; now = active) {
      if (ACTIVE.compareAndSet(this, now, now - 1)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Detaches the last task. The caller holds the context lock.
   *
   * @return false if not exactly one task is attached
   */
  final boolean endLastTask() {
    return ACTIVE.compareAndSet(this, 1, 0);
  }
}
