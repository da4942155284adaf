package io.elevator.core.queue.state;

import io.elevator.core.queue.tags.SharedTags;
import io.elevator.core.request.BioTarget;
import io.elevator.core.request.CoreBio;
import io.elevator.core.time.TimeBase;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The entry of one thread into the library: the instant of the entry, and the work to do when the
 * thread leaves. Each entry (a submission, a completion, a timer) is a try-with-resources block
 * over {@link #enter}. The outermost {@link #close} submits deferred bios, runs hardware queues,
 * and last calls the callbacks of ended bios while the thread holds no lock. So callbacks that
 * submit and drivers that complete immediately do not recurse, and a callback finds the tag of the
 * ended bio free.
 *
 * <p>In this library "asynchronous" means: not within the current call, and with no lock held.
 * After {@value #AT_A_TIME} callbacks the remaining ones are handed to a worker, so that a
 * submitter does not deliver completions of other threads without end.
 *
 * <p>Entries nest, because a driver may complete within its own call and a callback may submit. A
 * thread uses one object for all its entries, so that entering allocates nothing.
 *
 * <p>Each step of the outermost leave is guarded. When a run, a submission or a delivery throws (a
 * defect of the library, or memory is out), the exception is reported and the next step follows, so
 * that no work stays behind on a thread that may never enter again. A step removes its bio or
 * hardware queue from the list before it begins, so that a step that throws is not repeated for
 * ever.
 *
 * <p>Confined to its thread, except as {@link PendingWork} says.
 */
public final class Activation extends PendingWork implements AutoCloseable {
  /** Requests that a driver gave back, to be queued again as the thread leaves. */
  public interface Kick {
    /** Queues the requests again; the thread has entered the library and holds no lock. */
    void queueAgain(Activation activation);

    /** Has a worker queue the requests again. Throws nothing. */
    void leaveToWorker();

    /** Reports what {@link #queueAgain} threw. Throws nothing. */
    void failed(Throwable e);
  }

  /** Number of callbacks that a thread calls before it hands the remaining ones to a worker. */
  static final int AT_A_TIME = 4096;

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
   * Stripe of the request that this thread last inserted into an elevator; −1 if it has inserted
   * none.
   */
  public int stripe = -1;

  /** The calls of the elevator whose insert hook the thread is in; other threads read it. */
  @SuppressWarnings("UnusedVariable") // The field is accessed only through its VarHandle.
  private @Nullable Object inserting;

  private @Nullable OpenPlug plug;

  /** Whether the outermost entry is calling callbacks. */
  private boolean delivering;

  /** Whether a worker calls all callbacks that are due when the outermost entry is left. */
  private boolean leavesCallbacks;

  /** Whether this is a timer thread of real time, whose callbacks a worker always calls. */
  private boolean timerThread;

  private Activation() {
    // Links the VarHandle accesses: the first execution of one needs memory.
    inserting(null);
  }

  /**
   * Runs an action as if the calling thread had not entered the library. Only for actions that
   * cannot wait for work that this thread has begun.
   */
  public static void apart(Runnable work) {
    Activation outer = current();
    CURRENT.set(outer.isInside() ? new Activation() : outer);
    try {
      work.run();
    } finally {
      CURRENT.set(outer);
    }
  }

  /** Returns the activation of the calling thread. */
  public static Activation current() {
    return CURRENT.get();
  }

  /**
   * Returns whether the thread has entered the library, or is in a callback or driver that the
   * library called.
   */
  public boolean isInside() {
    return depth > 0;
  }

  /**
   * Returns whether the thread executes code that must not be entered again, so that a bio
   * submitted now is deferred until the thread leaves. A callback is no such code: a bio that it
   * submits is processed immediately, and only further callbacks are deferred.
   */
  public boolean isBusy() {
    return depth > (delivering ? 1 : 0);
  }

  /**
   * Enters the library on the calling thread. {@link #now} reads the given clock at its first use.
   */
  public static Activation enter(TimeBase time) {
    return current().enter(time, NOT_READ);
  }

  /** Enters the library once more on this thread, at the present instant of a clock. */
  public Activation enter(TimeBase clock, long instant) {
    push(clock, instant);
    return this;
  }

  /** Leaves the innermost entry. Leaving the outermost entry performs the deferred work. */
  @Override
  public void close() {
    try {
      if (depth == 1) {
        drain();
      }
    } finally {
      pop();
      // Only the outermost entry calls callbacks.
      delivering &= depth > 0;
      leavesCallbacks &= depth > 0;
    }
  }

  /**
   * Records the elevator whose insert hook this thread executes, or null when the hook has
   * returned.
   */
  public void inserting(@Nullable Object calls) {
    INSERTING.setRelease(this, calls);
  }

  /**
   * Returns whether this thread executes the insert hook of an elevator. Called by other threads.
   */
  public boolean isInserting(Object calls) {
    return INSERTING.getAcquire(this) == calls;
  }

  /** Returns the open plug of the thread, or null. */
  public @Nullable OpenPlug plug() {
    return plug;
  }

  public void plug(@Nullable OpenPlug value) {
    plug = value;
  }

  /** Flushes the thread's plug because the thread is about to wait. */
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

  /** Defers a bio: it is submitted when the thread leaves the library. */
  public void putAside(CoreBio bio) {
    add(bio, asideBios);
  }

  /** Adds a bio that has ended to those whose callbacks are due. */
  public void ended(CoreBio bio) {
    add(bio, endedBios);
  }

  private void add(CoreBio bio, PendingBios list) {
    // Read before the bio is added, because another thread may take the bio over at once.
    BioTarget queue = bio.target();
    list.add(bio);
    if (!isWatched() && queue != null) {
      watch((QueueOfRequests) queue);
    }
  }

  /**
   * Called on the timer thread of real time: from now on a worker calls all callbacks that are due
   * as this thread leaves. All timers would wait for a callback that does not return.
   */
  public void servesTimers() {
    timerThread = true;
  }

  /** Has a worker call the callbacks that are due as the thread leaves, as one may block. */
  public void leaveCallbacksToWorker() {
    leavesCallbacks = true;
  }

  /**
   * Requests a run of a hardware queue, performed when the thread leaves. The thread has entered
   * the library.
   */
  public void requestRun(CoreHardwareQueue hctx) {
    try {
      runs.add(hctx);
    } catch (OutOfMemoryError e) {
      // A requested run must not be lost, so a worker or the timer thread performs it.
      hctx.runs().defer();
    }
    if (!isWatched()) {
      watch(hctx.queue());
    }
  }

  /** Requests that the requests which drivers gave back are queued again when the thread leaves. */
  public void kick(Kick requeues) {
    kicks.add(requeues);
  }

  /**
   * Requests that waiters for shared tags are woken one after another, when the thread leaves, as
   * long as there are waiters.
   */
  public void passOn(SharedTags.Line line) {
    lines.add(line);
  }

  /**
   * Begins a call of a hook or listener that may not return; see {@link BioInCall#begin}.
   *
   * @param queue queue of the bio or request
   */
  public long beginCall(Object carries, @Nullable CoreBio cutOff, QueueOfRequests queue) {
    long number = call.begin(carries, cutOff);
    if (!isWatched()) {
      watch(queue);
    }
    return number;
  }

  private void wakeNextInLine() {
    SharedTags.Line line = lines.removeFirst();
    if (line.wakeNext()) {
      lines.addFirst(line);
    }
  }

  private void drain() {
    int left = leavesCallbacks || timerThread ? 0 : AT_A_TIME;
    while (true) {
      stepTaken();
      if (!asideBios.isEmpty()) {
        proceed(asideBios.takeFirst());
      } else if (scratch.absorbedFirst != null) {
        // A timer of the elevator absorbed this request; the core looks for absorbed requests only
        // after hooks.
        freeAbsorbed(scratch.absorbedFirst.home().queue());
      } else if (!kicks.isEmpty()) {
        queueAgain(kicks.removeFirst());
      } else if (!runs.isEmpty()) {
        runNext();
      } else if (!lines.isEmpty()) {
        wakeNextInLine();
      } else if (!endedBios.isEmpty()) {
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

  private void proceed(@Nullable CoreBio aside) {
    if (aside == null) {
      return;
    }
    aside.linkNext(null);
    QueueOfRequests queue = QueueOfRequests.of(aside);
    try {
      queue.proceed(aside);
    } catch (Throwable e) {
      queue.report("submission of a bio from a driver or hook", e);
    }
  }

  private void runNext() {
    CoreHardwareQueue hctx = runs.removeFirst();
    try {
      hctx.runs().perform(this);
    } catch (Throwable e) {
      hctx.queue().report("run", e);
    }
  }

  /**
   * Calls the callbacks of all bios that have ended so far, and only then performs the runs that
   * the callbacks requested, so that the bios that they submitted are dispatched together.
   */
  private int deliverEnded(int most) {
    delivering = true;
    int count = 0;
    CoreBio bio = endedBios.takeFirst();
    while (bio != null) {
      count++;
      QueueOfRequests queue = QueueOfRequests.of(bio);
      try {
        queue.deliver(bio);
      } catch (Throwable e) {
        queue.report("end of a bio", e);
      }
      bio = count < most ? endedBios.takeNext() : null;
    }
    delivering = false;
    return count;
  }

  /**
   * Hands the ended bios to a worker. If there is no memory for the job, this thread calls the
   * callbacks itself.
   */
  private boolean handOver() {
    StuckThreads.moveBegins();
    CoreBio first = endedBios.takeRest();
    if (first == null) {
      StuckThreads.moveEnds();
      return true;
    }
    QueueOfRequests queue = QueueOfRequests.of(first);
    try {
      queue.time().defer(() -> takeOver(first));
      return true;
    } catch (Throwable e) {
      addAll(first, endedBios);
      StuckThreads.moveEnds();
      queue.report("leaving callbacks to a worker", e);
      return false;
    }
  }

  private static void takeOver(CoreBio first) {
    try (Activation activation = enter(QueueOfRequests.of(first).time())) {
      activation.addAll(first, activation.endedBios);
      StuckThreads.moveEnds();
    }
  }

  private void addAll(CoreBio first, PendingBios list) {
    CoreBio bio = first;
    while (bio != null) {
      CoreBio next = bio.nextCore();
      add(bio, list);
      bio = next;
    }
  }

  // For StuckThreads.

  /** Asks to be looked after, as this thread now has something to do that others wait for. */
  private void watch(QueueOfRequests queue) {
    StuckThreads stuckThreads = queue.stuckThreads();
    if (stuckThreads.isNeeded() && watchAgain()) {
      stuckThreads.add(this);
    }
  }

  /** Whether the thread is calling callbacks, read at some moment. */
  boolean isDelivering() {
    return delivering;
  }

  /**
   * Takes over what a thread that does not return has left to do: its bios, and its runs and
   * requeues, which that thread makes as well if it returns.
   *
   * @return a queue of which there was something to do, or null
   */
  @Nullable QueueOfRequests takeFrom(Activation stuck) {
    QueueOfRequests queue = null;
    CoreBio aside = stuck.asideBios.takeAll();
    if (aside != null) {
      queue = QueueOfRequests.of(aside);
      addAll(aside, asideBios);
    }
    CoreBio first = stuck.endedBios.takeAll();
    if (first != null) {
      queue = QueueOfRequests.of(first);
      addAll(first, endedBios);
    }
    CoreHardwareQueue run = stuck.runs.firstOrNull();
    if (queue == null && run != null) {
      queue = run.queue();
    }
    stuck.runs.forEach(hctx -> hctx.runs().defer());
    stuck.kicks.forEach(Kick::leaveToWorker);
    stuck.lines.forEach(this::passOn);
    return queue;
  }
}
