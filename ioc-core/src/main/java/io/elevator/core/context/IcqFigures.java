package io.elevator.core.context;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * The counters of one icq. They are not fields of {@link IcqNode}, because a thread that completes
 * requests would then invalidate the cache line that submitters read to find the icq.
 *
 * <p>Submitters and completing threads write concurrently, so every addition is atomic: a plain or
 * opaque write would lose counts, and a lock would make a completion wait. The counters publish no
 * other data. A reader sees recent values, in no order between the counters.
 */
@SuppressWarnings("UnusedVariable") // The fields are read through their VarHandles.
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
    // Executes each VarHandle access once, because the JVM needs memory for the first execution of
    // an access, and later calls may come when memory is out.
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
    // The three fields share a cache line: the first addition loads the line, and the other two
    // find it in the cache.
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
