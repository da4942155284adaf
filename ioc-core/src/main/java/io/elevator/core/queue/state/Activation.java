package io.elevator.core.queue.state;

import io.elevator.core.queue.tags.SharedTags;
import io.elevator.core.request.BioTarget;
import io.elevator.core.request.CoreBio;
import io.elevator.core.time.TimeBase;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayDeque;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One thread's stay inside the library: the instant of its entry, and what is to be done as it
 * leaves. Every entry (a submission, a completion, a timer) is a try-with-resources block over
 * {@link #enter}; the outermost {@link #close} submits the bios that were put aside, runs hardware
 * queues, and last, with nothing held, calls the callbacks of ended bios. So nothing recurses,
 * however long a chain of callbacks that submit and drivers that complete at once, and a callback
 * finds its predecessor's tag free.
 *
 * <p>"Asynchronous" in this library is this: not inside the current call, no lock held. After
 * {@value #AT_A_TIME} callbacks the rest is handed to a worker, so that no submitter serves others
 * without end.
 *
 * <p>Entries nest: a driver completes inside its call, a callback submits. Each level has its own
 * instant ({@link #now}), read from the clock when it is first asked for, so that an entry reads
 * the clock once or not at all; a nested entry leaves the instant of the outer one as it was. A
 * thread keeps one object for all its entries, so entering allocates nothing.
 *
 * <p>Each step of the outermost leave is guarded: when a run, a submission or a delivery throws (a
 * defect of the library, or memory is out), that is reported and the next step is taken, so that
 * the others are not left behind on a thread that may never come back. A step takes its bio or
 * hardware queue off the list before it begins, so that it is not repeated for ever.
 *
 * <p>Confined to its thread, except that a deferred job carries the rest to another.
 */
public final class Activation implements AutoCloseable {
  /** Requests that a driver gave back, to be queued again as the thread leaves. */
  public interface Kick {
    /** Queues the requests again. The thread is inside, with no lock held. */
    void queueAgain(Activation activation);

    /** Reports what {@link #queueAgain} threw. Throws nothing. */
    void failed(Throwable e);
  }

  /** How many callbacks a thread calls before it hands the rest over. */
  static final int AT_A_TIME = 4096;

  /** Number of nested entries of a thread that need no further memory. */
  private static final int LEVELS = 8;

  /** Marks an instant that was not read from the clock yet. */
  private static final long NOT_READ = Long.MIN_VALUE;

  /** Number of queues that one thread serves at the same time without further memory. */
  private static final int QUEUES_OF_A_THREAD = 7;

  private static final VarHandle INSERTING;

  static {
    try {
      INSERTING = MethodHandles.lookup().findVarHandle(Activation.class, "inserting", Object.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static final ThreadLocal<Activation> CURRENT = ThreadLocal.withInitial(Activation::new);

  /** Lists and batches of the innermost use. */
  public final Scratch scratch = new Scratch();

  /**
   * The stripe that the thread last inserted a request of under an elevator; −1 if it never did.
   */
  public int stripe = -1;

  /** The calls of the elevator whose insert hook the thread is in; other threads read it. */
  @SuppressWarnings("UnusedVariable") // Only through its VarHandle.
  private @Nullable Object inserting;

  private @Nullable OpenPlug plug;

  /** Number of entries that the thread has not left. */
  private int depth;

  /** Whether the outermost entry is calling callbacks. */
  private boolean delivering;

  /**
   * Clock of the innermost entry; outside the library that of the last one, so that a thread which
   * enters one block layer over and over writes no reference.
   */
  private @Nullable TimeBase time;

  /** Instant of the innermost entry, in nanoseconds. */
  private long now = NOT_READ;

  /** Clocks of the outer entries, by depth; null where it is the same as the next inner one's. */
  private @Nullable TimeBase[] outerTimes = new @Nullable TimeBase[LEVELS];

  /** Instants of the outer entries, by depth. */
  private long[] outerNows = new long[LEVELS];

  private @Nullable CoreBio asideFirst;
  private @Nullable CoreBio asideLast;
  private @Nullable CoreBio endedFirst;
  private @Nullable CoreBio endedLast;
  private @Nullable CoreHardwareQueue[] runs = new @Nullable CoreHardwareQueue[4];

  /** The lists get room in advance, so that nothing put into them is lost when memory is out. */
  private final ArrayDeque<Kick> kicks = new ArrayDeque<>(QUEUES_OF_A_THREAD);

  private final ArrayDeque<SharedTags.Line> lines = new ArrayDeque<>(QUEUES_OF_A_THREAD);
  private int runFirst;
  private int runEnd;

  private Activation() {
    // Links the access of the handle, for which the JVM needs memory when it is first executed.
    inserting(null);
  }

  /**
   * Runs an action as if the calling thread was not inside the library. Only for actions that
   * cannot wait for work that this thread has begun.
   */
  public static void apart(Runnable work) {
    Activation outer = current();
    if (!outer.isInside()) {
      work.run();
      return;
    }
    CURRENT.set(new Activation());
    try {
      work.run();
    } finally {
      CURRENT.set(outer);
    }
  }

  /** Returns the calling thread's. */
  public static Activation current() {
    return CURRENT.get();
  }

  /** Whether the thread is inside the library, or in a callback or driver that it called. */
  public boolean isInside() {
    return depth > 0;
  }

  /**
   * Whether it is inside code that must not be entered again: a bio submitted now is put aside. A
   * callback is not: what it submits goes its way at once, and only what ends is left for later.
   */
  public boolean isBusy() {
    return depth > (delivering ? 1 : 0);
  }

  /** Enters the library on the calling thread. {@link #now} reads this clock when it is asked. */
  public static Activation enter(TimeBase time) {
    return current().enter(time, NOT_READ);
  }

  /**
   * Enters the library once more on this thread.
   *
   * @param instant present instant of this clock, in nanoseconds
   * @return this
   */
  public Activation enter(TimeBase clock, long instant) {
    int level = depth;
    if (level == outerNows.length) {
      outerTimes = Arrays.copyOf(outerTimes, 2 * level);
      outerNows = Arrays.copyOf(outerNows, 2 * level);
    }
    outerNows[level] = now;
    now = instant;
    depth = level + 1;
    if (time != clock) {
      changeClock(clock);
    }
    return this;
  }

  /** Gives the innermost entry another clock; that of the entry around it comes back with it. */
  private void changeClock(TimeBase clock) {
    int level = depth - 1;
    if (level > 0 && outerTimes[level] == null) {
      outerTimes[level] = time;
    }
    time = clock;
  }

  /** Returns the instant of the innermost entry, in nanoseconds of its clock. */
  public long now() {
    long instant = now;
    return instant == NOT_READ ? readClock() : instant;
  }

  private long readClock() {
    TimeBase clock = time;
    if (clock == null) {
      throw new IllegalStateException("the instant of an entry is asked for outside any entry");
    }
    long instant = clock.now();
    now = instant;
    return instant;
  }

  /**
   * Begins another step of the innermost entry, whose instant is the present one from now on.
   *
   * @param clock clock of the queue that the step is for
   */
  public void beginStep(TimeBase clock) {
    if (time != clock) {
      changeClock(clock);
    }
    now = clock.now();
  }

  /** Leaves the innermost entry; leaving the outermost one does what is left to do. */
  @Override
  public void close() {
    try {
      if (depth == 1) {
        drain();
      }
    } finally {
      int level = depth - 1;
      depth = level;
      // Callbacks are called by the outermost entry only, and by no other code.
      delivering &= level > 0;
      now = outerNows[level];
      TimeBase outer = outerTimes[level];
      if (outer != null) {
        time = outer;
        outerTimes[level] = null;
      }
    }
  }

  /** Notes the elevator whose insert hook the thread is in, or null for none. */
  public void inserting(@Nullable Object calls) {
    INSERTING.setRelease(this, calls);
  }

  /** Whether this thread is in the insert hook of an elevator. Called by other threads. */
  public boolean isInserting(Object calls) {
    return INSERTING.getAcquire(this) == calls;
  }

  /** Returns the plug that the thread has open, or null. */
  public @Nullable OpenPlug plug() {
    return plug;
  }

  public void plug(@Nullable OpenPlug value) {
    plug = value;
  }

  /** Flushes the thread's plug, since it is going to wait. */
  public void flushPlug() {
    OpenPlug open = plug;
    if (open != null) {
      open.flushToWait();
    }
  }

  /** Frees the requests that were absorbed in hooks that this thread called. */
  public void freeAbsorbed() {
    while (scratch.absorbedFirst != null) {
      QueueRequest rq = scratch.takeAbsorbed();
      rq.home().queue().freeUnused(rq, this);
    }
  }

  /** Puts a bio aside, to be submitted as the thread leaves. */
  public void putAside(CoreBio bio) {
    bio.linkNext(null);
    CoreBio last = asideLast;
    if (last == null) {
      asideFirst = bio;
    } else {
      last.linkNext(bio);
    }
    asideLast = bio;
  }

  /** Adds bios that have ended, linked to each other, to those whose callbacks are due. */
  public void ended(CoreBio first, CoreBio last) {
    CoreBio tail = endedLast;
    if (tail == null) {
      endedFirst = first;
    } else {
      tail.linkNext(first);
    }
    endedLast = last;
  }

  /** Asks for a run of a hardware queue as the thread leaves; it must be inside. */
  public void requestRun(CoreHardwareQueue hctx) {
    for (int i = runFirst; i < runEnd; i++) {
      if (runs[i] == hctx) {
        return;
      }
    }
    if (runEnd == runs.length) {
      if (runFirst > 0) {
        System.arraycopy(runs, runFirst, runs, 0, runEnd - runFirst);
        Arrays.fill(runs, runEnd - runFirst, runEnd, null);
        runEnd -= runFirst;
        runFirst = 0;
      } else {
        try {
          runs = Arrays.copyOf(runs, runEnd * 2);
        } catch (OutOfMemoryError e) {
          // A requested run must not be lost: a worker or the timer thread makes it.
          hctx.runs().defer();
          return;
        }
      }
    }
    runs[runEnd++] = hctx;
  }

  /** Asks that what drivers gave back be queued again as the thread leaves. */
  public void kick(Kick requeues) {
    if (!kicks.contains(requeues)) {
      kicks.add(requeues);
    }
  }

  /** Asks that those be woken in turn who wait for shared tags, while there are any. */
  public void passOn(SharedTags.Line line) {
    if (!lines.contains(line)) {
      lines.add(line);
    }
  }

  private void wakeNextInLine() {
    SharedTags.Line line = lines.removeFirst();
    if (line.wakeNext()) {
      lines.addFirst(line);
    }
  }

  private void drain() {
    int left = AT_A_TIME;
    while (true) {
      CoreBio aside = asideFirst;
      if (aside != null) {
        proceed(aside);
      } else if (scratch.absorbedFirst != null) {
        // Absorbed outside the hooks in which the core looks: in a timer of the elevator's.
        freeAbsorbed(scratch.absorbedFirst.home().queue());
      } else if (!kicks.isEmpty()) {
        queueAgain(kicks.remove());
      } else if (runFirst < runEnd) {
        runNext();
      } else if (!lines.isEmpty()) {
        wakeNextInLine();
      } else if (endedFirst != null) {
        if (left <= 0) {
          if (handOver()) {
            return;
          }
          left = AT_A_TIME;
        }
        left -= deliverEnded(left);
      } else {
        return;
      }
    }
  }

  private void freeAbsorbed(QueueOfRequests queue) {
    try {
      beginStep(queue.time());
      freeAbsorbed();
    } catch (Throwable e) {
      queue.report("freeing absorbed requests", e);
    }
  }

  private void queueAgain(Kick requeues) {
    try {
      requeues.queueAgain(this);
    } catch (Throwable e) {
      requeues.failed(e);
    }
  }

  private void proceed(CoreBio aside) {
    asideFirst = aside.nextCore();
    if (asideFirst == null) {
      asideLast = null;
    }
    aside.linkNext(null);
    QueueOfRequests queue = queueOf(aside);
    try {
      queue.proceed(aside);
    } catch (Throwable e) {
      queue.report("submission of a bio from a driver or hook", e);
    }
  }

  private void runNext() {
    CoreHardwareQueue hctx = runs[runFirst];
    runs[runFirst++] = null;
    if (hctx == null) {
      throw new IllegalStateException("a run was asked for of no hardware queue");
    }
    if (runFirst == runEnd) {
      runFirst = 0;
      runEnd = 0;
    }
    try {
      hctx.runs().perform(this);
    } catch (Throwable e) {
      hctx.queue().report("run", e);
    }
  }

  /** All that have ended by now, before any run: their new bios are then dispatched together. */
  private int deliverEnded(int most) {
    delivering = true;
    int count = 0;
    CoreBio last = endedLast;
    CoreBio bio = endedFirst;
    while (bio != null && count < most) {
      CoreBio next = bio.nextCore();
      endedFirst = next;
      if (next == null) {
        endedLast = null;
      }
      count++;
      boolean end = bio == last;
      deliver(bio);
      if (end) {
        break;
      }
      bio = endedFirst;
    }
    delivering = false;
    return count;
  }

  private static void deliver(CoreBio bio) {
    QueueOfRequests queue = queueOf(bio);
    try {
      queue.deliver(bio);
    } catch (Throwable e) {
      queue.report("end of a bio", e);
    }
  }

  private static QueueOfRequests queueOf(CoreBio bio) {
    BioTarget target = bio.target();
    if (target == null) {
      throw new IllegalStateException("the bio " + bio + " is in no queue");
    }
    return (QueueOfRequests) target;
  }

  /**
   * Leaves the bios that have ended to a worker. They leave the lists of this thread only once the
   * job is taken: if there is no memory for it, this thread goes on itself.
   */
  private boolean handOver() {
    CoreBio first = endedFirst;
    CoreBio last = endedLast;
    if (first == null || last == null) {
      return true;
    }
    QueueOfRequests queue = queueOf(first);
    try {
      queue.time().defer(() -> takeOver(first, last));
    } catch (Throwable e) {
      queue.report("leaving callbacks to a worker", e);
      return false;
    }
    endedFirst = null;
    endedLast = null;
    return true;
  }

  private static void takeOver(CoreBio first, CoreBio last) {
    try (Activation activation = enter(queueOf(first).time())) {
      activation.ended(first, last);
    }
  }
}
