package io.elevator.core.queue.state;

import io.elevator.core.time.RealTime;
import io.elevator.core.time.TimeBase;
import io.elevator.spi.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Looks after the threads that have something to do before they leave the library: callbacks, bios
 * to submit, runs, requeues. If such a thread makes no step for {@value #PATIENCE_NANOS} ns,
 * because it is in a callback, hook or driver that does not return, a worker does what the thread
 * has left to do.
 *
 * <p>A thread may be in several queues of several block layers, so the list of threads is common to
 * all of them. A thread adds itself when it gets something to do and is not in the list. Each queue
 * has a timer, armed when a thread adds itself on behalf of that queue, that looks at all threads
 * every half second until none is left in the list: a thread that is not in the list costs nothing.
 * In virtual time there is one thread, and nothing is done here.
 *
 * <p>{@link #LOCK} guards the list, the fields of {@link Activation} that belong to this class, and
 * {@link #LIVE}; nothing is called while it is held, except that a job is deferred.
 */
public final class StuckThreads {
  /** Time without a step after which a thread counts as stuck, in nanoseconds. */
  static final long PATIENCE_NANOS = 1_000_000_000;

  private static final long LOOK_NANOS = 500_000_000;

  /** Time between two looks of a thread that waits for callbacks to be called, in nanoseconds. */
  private static final long WAIT_NANOS = 1_000_000;

  /** Shortest time between the two looks after which a thread leaves the list, in nanoseconds. */
  private static final long SECOND_LOOK_NANOS = 1_000_000;

  /**
   * Growth of {@link OverflowBios#turn} after which no bio is left that was there when the growth
   * began.
   */
  private static final long TURNS = 4;

  /** Threads that have added themselves since the last look, linked. */
  private static final AtomicReference<@Nullable Activation> ADDED = new AtomicReference<>();

  private static final ReentrantLock LOCK = new ReentrantLock();

  /** First of the threads in the list. */
  private static @Nullable Activation first;

  /** Objects whose timers are not closed and have been armed. */
  private static final List<StuckThreads> LIVE = new ArrayList<>();

  // Bios that go from one thread's list to another's are in neither for a while.

  private static final AtomicLong MOVES_BEGUN = new AtomicLong();
  private static final AtomicLong MOVES_ENDED = new AtomicLong();

  private final TimeBase time;
  private final QueueErrors errors;
  private final Timer timer;
  private final AtomicBoolean armed = new AtomicBoolean();

  /** Looks after threads on behalf of a queue. */
  public StuckThreads(TimeBase time, QueueTimers timers, QueueErrors errors) {
    this.time = time;
    this.errors = errors;
    this.timer = timers.make(this::due);
    // Links the access, for which the JVM needs memory when it is first executed.
    armed.set(armed.getAndSet(false));
  }

  /** Whether threads can be stuck while others go on. */
  boolean isNeeded() {
    return !time.isVirtual();
  }

  /** Called before bios leave the lists of a thread for those of another. */
  static void moveBegins() {
    long ignored = MOVES_BEGUN.incrementAndGet();
  }

  /** Called when the bios are in the lists of the other thread. */
  static void moveEnds() {
    long ignored = MOVES_ENDED.incrementAndGet();
  }

  /** Adds the calling thread to the list. */
  void add(Activation activation) {
    Activation present;
    do {
      present = ADDED.get();
      activation.nextAdded = present;
    } while (!ADDED.compareAndSet(present, activation));
    arm();
  }

  private void arm() {
    if (!armed.get() && !armed.getAndSet(true)) {
      timer.arm(time.now() + LOOK_NANOS);
    }
  }

  private void due(long now) {
    armed.set(false);
    boolean again = true;
    if (LOCK.tryLock()) {
      try {
        if (!LIVE.contains(this)) {
          LIVE.add(this);
        }
        look(PATIENCE_NANOS);
        again = first != null;
      } finally {
        LOCK.unlock();
      }
    }
    if (again) {
      arm();
    }
  }

  /** Looks at all threads; the caller holds the lock. */
  private void look(long patienceNanos) {
    long now = RealTime.processNanos();
    takeAdded(now);
    Activation before = null;
    Activation each = first;
    while (each != null) {
      Activation next = each.nextInList;
      if (each.isAnythingLeft()) {
        stay(each);
        lookAt(each, now, patienceNanos);
      } else if (mayGo(each, now)) {
        each.inList = false;
        each.nextInList = null;
        if (before == null) {
          first = next;
        } else {
          before.nextInList = next;
        }
        each = next;
        continue;
      }
      before = each;
      each = next;
    }
  }

  /** Moves the threads that have added themselves to the list. */
  private static void takeAdded(long now) {
    Activation added = ADDED.getAndSet(null);
    while (added != null) {
      Activation next = added.nextAdded;
      added.nextAdded = null;
      added.leaving = false;
      added.seenSteps = added.steps();
      added.seenNanos = now;
      if (!added.inList) {
        added.inList = true;
        added.nextInList = first;
        first = added;
      }
      added = next;
    }
  }

  /** Keeps a thread in the list that was about to leave it, as it has something to do. */
  private static void stay(Activation each) {
    // If the mark is set, the thread has added itself, and the next look finds it.
    if (each.leaving && each.watchAgain()) {
      each.leaving = false;
    }
  }

  /**
   * Whether a thread that has nothing to do can leave the list. At the first look it is only marked
   * as not looked after: it may just be adding a bio, and have read the mark before. By the second
   * look the bio is visible.
   */
  private static boolean mayGo(Activation each, long now) {
    if (!each.leaving) {
      each.leaving = true;
      each.seenNanos = now;
      each.unwatch();
      return false;
    }
    return now - each.seenNanos >= SECOND_LOOK_NANOS;
  }

  private void lookAt(Activation each, long now, long patienceNanos) {
    long steps = each.steps();
    if (steps != each.seenSteps) {
      each.seenSteps = steps;
      each.seenNanos = now;
    } else if (now - each.seenNanos >= patienceNanos && steps != each.takenOverSteps) {
      deferTakingOver(each, steps);
    }
  }

  private void deferTakingOver(Activation stuck, long steps) {
    try {
      time.defer(() -> takeOver(stuck));
      stuck.takenOverSteps = steps;
    } catch (Throwable e) {
      errors.report("leaving callbacks to a worker", e);
    }
  }

  private void takeOver(Activation stuck) {
    boolean delivering = stuck.isDelivering();
    try (Activation own = Activation.enter(time)) {
      QueueOfRequests queue;
      moveBegins();
      try {
        queue = own.takeFrom(stuck);
      } finally {
        moveEnds();
      }
      if (queue != null && delivering) {
        queue.report(
            "callback of a bio",
            new IllegalStateException(
                "a callback has not returned for a second: a worker does what its thread has left"
                    + " to do"));
      }
    }
  }

  /**
   * The bios of a thread that were due at one moment.
   *
   * @param position end of the bios in the ring
   * @param turn turn of the list behind the ring
   */
  private record Due(PendingBios ended, long position, long turn) {
    static Due in(PendingBios ended) {
      return new Due(ended, ended.position(), ended.overflow().turn());
    }

    boolean isCalled() {
      OverflowBios overflow = ended.overflow();
      return (ended.isTakenUpTo(position) || !ended.isAnyInRing())
          && (overflow.turn() - turn >= TURNS || !overflow.isAny());
    }
  }

  /**
   * Waits until each callback that is due now has been called. A callback that does not return does
   * not count: its bio has been given back. Takes callbacks over from stuck threads meanwhile.
   *
   * @param gate gate of the queue that is being closed
   * @param nanos limit in nanoseconds
   * @return whether all have been called
   */
  public boolean awaitCallbacks(Gate gate, long nanos) {
    if (!isNeeded()) {
      return true;
    }
    long began = RealTime.processNanos();
    long patience = Math.min(PATIENCE_NANOS, nanos / 2);
    List<Due> due = new ArrayList<>();
    long moves = -1;
    while (true) {
      LOCK.lock();
      try {
        // Read before the look: a thread to which bios were moved has added itself before the move
        // ended, so that the look finds it.
        long ended = MOVES_ENDED.get();
        long begun = MOVES_BEGUN.get();
        look(patience);
        if (begun == ended && begun != moves) {
          moves = begun;
          due.clear();
          for (Activation each = first; each != null; each = each.nextInList) {
            due.add(Due.in(each.asideBios));
            due.add(Due.in(each.endedBios));
          }
        }
        due.removeIf(Due::isCalled);
        // Bios that were moved meanwhile may be in a list that was not looked at.
        if (due.isEmpty() && begun == ended && MOVES_BEGUN.get() == moves) {
          return true;
        }
      } finally {
        LOCK.unlock();
      }
      if (RealTime.processNanos() - began >= nanos) {
        return false;
      }
      // Threads do not notify the gate of each callback, as that would cost each of them.
      boolean ignored = gate.await(() -> false, WAIT_NANOS);
    }
  }

  /** Returns what threads carry that may be in a hook or listener. */
  public List<BioInCall> calls() {
    List<BioInCall> calls = new ArrayList<>();
    LOCK.lock();
    try {
      takeAdded(RealTime.processNanos());
      for (Activation each = first; each != null; each = each.nextInList) {
        calls.add(each.call);
      }
    } finally {
      LOCK.unlock();
    }
    return calls;
  }

  /**
   * Closes the timer. If threads are still looked after, the timer of another queue goes on.
   *
   * @param nanos limit of the wait for a callback in progress, in nanoseconds
   * @return whether none is in progress
   */
  public boolean close(long nanos) {
    boolean still = timer.close(nanos);
    LOCK.lock();
    try {
      boolean ignored = LIVE.remove(this);
      for (StuckThreads other : LIVE) {
        other.arm();
      }
    } finally {
      LOCK.unlock();
    }
    return still;
  }
}
