package io.elevator.core.queue.state;

import io.elevator.core.request.CoreBio;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * Bios of one thread for which the ring of {@link PendingBios} has no room. The thread adds them to
 * {@link #ended}, takes that whole list as a batch, and takes bio after bio off {@link #batch}. The
 * lists need no memory, whatever their length, but two atomic operations for each bio.
 *
 * <p>Any thread may take over all bios. So both heads change by atomic operations only. Only the
 * owner adds, and it sets a batch only when the one before is used up: a head that a
 * compare-and-set finds unchanged has an unchanged successor.
 */
final class OverflowBios {
  private static final VarHandle ENDED;
  private static final VarHandle BATCH;
  private static final VarHandle TURN;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      ENDED = lookup.findVarHandle(OverflowBios.class, "ended", CoreBio.class);
      BATCH = lookup.findVarHandle(OverflowBios.class, "batch", CoreBio.class);
      TURN = lookup.findVarHandle(OverflowBios.class, "turn", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Bios that have ended, the newest first. */
  private @Nullable CoreBio ended;

  /** Bios of the batch that were not taken yet, the oldest first. */
  private @Nullable CoreBio batch;

  /** Number of batches, times 2; odd while bios are moved from {@link #ended}. */
  private long turn;

  OverflowBios() {}

  /** Executes each access of a handle; see {@link PendingBios}. */
  void link() {
    CoreBio linked = new CoreBio();
    add(linked);
    add(new CoreBio());
    CoreBio ignored = takeFirst();
    ignored = takeNext();
    if (!isAny()) {
      ignored = takeAll();
    }
  }

  /** Adds a bio; called by the owner. */
  void add(CoreBio bio) {
    CoreBio newest;
    do {
      newest = (CoreBio) ENDED.getOpaque(this);
      bio.linkNext(newest);
    } while (!ENDED.compareAndSet(this, newest, bio));
  }

  /** Whether there is no bio; called by the owner. */
  boolean isEmpty() {
    return ended == null && batch == null;
  }

  /** Takes the first bio of the batch, or of a new batch; called by the owner. */
  @Nullable CoreBio takeFirst() {
    CoreBio first = takeNext();
    return first == null ? takeBatch() : first;
  }

  /** Makes the bios that have ended the next batch and takes its first bio. */
  private @Nullable CoreBio takeBatch() {
    long begins = turn + 1;
    TURN.setOpaque(this, begins);
    CoreBio newest = (CoreBio) ENDED.getAndSet(this, null);
    CoreBio first = null;
    if (newest != null) {
      first = inOrder(newest);
      BATCH.setRelease(this, first.nextCore());
    }
    TURN.setRelease(this, begins + 1);
    return first;
  }

  /** Reverses a list. */
  private static CoreBio inOrder(CoreBio newest) {
    CoreBio first = newest;
    CoreBio older = newest.nextCore();
    newest.linkNext(null);
    while (older != null) {
      CoreBio next = older.nextCore();
      older.linkNext(first);
      first = older;
      older = next;
    }
    return first;
  }

  /** Takes the next bio of the batch, if it has one; called by the owner. */
  @Nullable CoreBio takeNext() {
    CoreBio head = (CoreBio) BATCH.getAcquire(this);
    // Fails only if the batch was taken over: the owner must not touch its bios then.
    return head != null && BATCH.compareAndSet(this, head, head.nextCore()) ? head : null;
  }

  /** Takes all bios, the oldest first and linked to each other; for any thread. */
  @Nullable CoreBio takeAll() {
    CoreBio rest = (CoreBio) BATCH.getAndSet(this, null);
    CoreBio newest = (CoreBio) ENDED.getAndSet(this, null);
    CoreBio newer = newest == null ? null : inOrder(newest);
    if (rest == null) {
      return newer;
    }
    CoreBio last = rest;
    for (CoreBio next = last.nextCore(); next != null; next = last.nextCore()) {
      last = next;
    }
    last.linkNext(newer);
    return rest;
  }

  /** Returns the number of batches, times 2; for any thread. */
  long turn() {
    return (long) TURN.getAcquire(this);
  }

  /** Whether there may be a bio; for any thread. */
  boolean isAny() {
    long before = (long) TURN.getAcquire(this);
    boolean none = BATCH.getAcquire(this) == null && ENDED.getAcquire(this) == null;
    VarHandle.loadLoadFence();
    return !none || (before & 1) != 0 || (long) TURN.getAcquire(this) != before;
  }
}
