package io.elevator.core.context;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The counters of one icq, apart from its {@link IcqNode} so that a thread that completes requests
 * does not take away the cache line that submitters read to find the icq.
 *
 * <p>Written by any submitter and any completer at once, hence added to atomically: a plain or
 * opaque write would lose counts, and a lock would let a completer wait. Nothing is published
 * through a counter; a reader sees each within the time of a cache miss, in no order between them.
 */
@SuppressWarnings("UnusedVariable") // Fields are read through their VarHandles.
final class IcqFigures {
  private static final VarHandle QUEUED = handle("queued");
  private static final VarHandle DISPATCHED = handle("dispatched");
  private static final VarHandle MERGED = handle("merged");
  private static final VarHandle BYTES = handle("bytes");
  private static final VarHandle WAIT_NANOS = handle("waitNanos");
  private static final VarHandle DEVICE_NANOS = handle("deviceNanos");

  private long queued;
  private long dispatched;
  private long merged;
  private long bytes;
  private long waitNanos;
  private long deviceNanos;

  static {
    // Links the accesses of the handles, for which the JVM needs memory when they are first
    // executed.
    var linked = new IcqFigures();
    linked.countQueued();
    linked.countDispatched();
    linked.countMerged();
    linked.countCompleted(0, 0, 0);
  }

  private static VarHandle handle(String field) {
    try {
      return MethodHandles.lookup().findVarHandle(IcqFigures.class, field, long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  void countQueued() {
    QUEUED.getAndAddRelease(this, 1L);
  }

  void countDispatched() {
    DISPATCHED.getAndAddRelease(this, 1L);
  }

  void countMerged() {
    MERGED.getAndAddRelease(this, 1L);
  }

  void countCompleted(long completedBytes, long waited, long inDevice) {
    // One cache line: the first addition fetches it, the others find it owned.
    BYTES.getAndAddRelease(this, completedBytes);
    WAIT_NANOS.getAndAddRelease(this, waited);
    DEVICE_NANOS.getAndAddRelease(this, inDevice);
  }

  long queued() {
    return (long) QUEUED.getOpaque(this);
  }

  long dispatched() {
    return (long) DISPATCHED.getOpaque(this);
  }

  long merged() {
    return (long) MERGED.getOpaque(this);
  }

  long bytes() {
    return (long) BYTES.getOpaque(this);
  }

  long waitNanos() {
    return (long) WAIT_NANOS.getOpaque(this);
  }

  long deviceNanos() {
    return (long) DEVICE_NANOS.getOpaque(this);
  }
}
