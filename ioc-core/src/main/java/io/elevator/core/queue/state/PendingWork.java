package io.elevator.core.queue.state;

import io.elevator.core.queue.tags.SharedTags;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * What a thread has to do before it leaves the library, and the state by which {@link StuckThreads}
 * looks after the thread meanwhile.
 *
 * <p>Confined to the thread, except that another thread may take over bios ({@link PendingBios}),
 * and reads which runs and requeues are left: making these once more does no harm.
 */
abstract class PendingWork extends EntryClock {
  /** Number of bios to submit later for which a thread has room without a list. */
  private static final int ASIDE = 8;

  private static final VarHandle STEPS;
  private static final VarHandle WATCHED;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      STEPS = lookup.findVarHandle(PendingWork.class, "steps", long.class);
      WATCHED = lookup.findVarHandle(PendingWork.class, "watched", boolean.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Bios whose callbacks are due. */
  final PendingBios endedBios = new PendingBios();

  /** Bios to submit when the thread leaves. */
  final PendingBios asideBios = new PendingBios(ASIDE);

  /** Hardware queues to run when the thread leaves. */
  final PendingCalls<CoreHardwareQueue> runs = new PendingCalls<>();

  /** Requeue lists to process when the thread leaves. */
  final PendingCalls<Activation.Kick> kicks = new PendingCalls<>();

  /** Waiters for shared tags to wake when the thread leaves. */
  final PendingCalls<SharedTags.Line> lines = new PendingCalls<>();

  /** The bio or request that the thread has in a hook or listener. */
  public final BioInCall call = new BioInCall();

  /** Number of times that the thread has looked for something to do before it leaves. */
  private long steps;

  /** Whether {@link StuckThreads} looks after this thread. */
  private boolean watched;

  /** Next thread that has added itself; of StuckThreads, set by this thread as it adds itself. */
  @Nullable Activation nextAdded;

  // Fields of StuckThreads, guarded by its lock.

  @Nullable Activation nextInList;
  boolean inList;
  boolean leaving;
  long seenSteps = -1;
  long seenNanos;
  long takenOverSteps = -1;

  PendingWork() {
    // Links the accesses of the handles, for which the JVM needs memory when they are first
    // executed.
    unwatch();
    boolean ignored = watchAgain() && isWatched();
    unwatch();
    stepTaken();
    ignored = steps() == 0;
  }

  /** Counts a step of the thread. */
  final void stepTaken() {
    STEPS.setOpaque(this, steps + 1);
  }

  /** Returns a number that changes when the thread makes progress; for any thread. */
  final long steps() {
    return (long) STEPS.getOpaque(this) + endedBios.progress() + asideBios.progress();
  }

  /**
   * Whether the thread is looked after; read after the thread has got something to do. There is no
   * fence between the two, which would cost each bio: {@link StuckThreads} looks again later.
   */
  final boolean isWatched() {
    // Keeps the compiler from reading the mark before.
    VarHandle.storeStoreFence();
    return (boolean) WATCHED.getOpaque(this);
  }

  /** Marks the thread as not looked after: it adds itself when it gets something to do. */
  final void unwatch() {
    WATCHED.setVolatile(this, false);
  }

  /** Marks the thread as looked after; false if it is marked already. */
  final boolean watchAgain() {
    return WATCHED.compareAndSet(this, false, true);
  }

  /** Whether the thread has anything to do before it leaves, read at some moment. */
  final boolean isAnythingLeft() {
    return call.isInCall()
        || endedBios.isAny()
        || asideBios.isAny()
        || !runs.isEmpty()
        || !kicks.isEmpty()
        || !lines.isEmpty();
  }
}
