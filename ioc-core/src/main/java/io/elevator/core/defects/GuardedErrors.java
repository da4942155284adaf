package io.elevator.core.defects;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Protects the library from the application's error sink, which may throw, block, or call back into
 * the library: no thread of the library ends or hangs because of the sink.
 *
 * <p>{@link #report} throws nothing. Defects beyond the rates of {@link DefectRates}, or beyond the
 * {@value #ROOM} that can wait for the sink, are counted and summarised in one report per window,
 * or when {@link #close} is called.
 *
 * <p>In virtual time the reporting thread calls the sink. In real time a thread of this class calls
 * it, so that a sink that blocks delays only that thread; the thread runs from the first defect to
 * the end of its window. The reporting thread waits until the sink has returned, so that a defect
 * is reported before the affected I/O ends; all these waits together last at most {@value
 * #PATIENCE_NANOS} ns per window. If the thread cannot be started, the reporting thread calls the
 * sink.
 *
 * <p>The first exception of the sink is written to the {@code io.elevator} logger, or to standard
 * error if that fails. A defect that the sink itself causes is queued and delivered after the call
 * has returned; the rate limit ends such a chain.
 *
 * <p>{@link #lock} guards all fields; while it is held, no other lock is taken and nothing is
 * called. The queue of waiting defects, the counters and the strings of {@link ReportLiterals} are
 * allocated in advance, so that {@link OutOfMemoryError}s can be reported. The thread that calls
 * the sink concatenates the parts of the place.
 */
public final class GuardedErrors
    implements ErrorSink, BiConsumer<String, Throwable>, AutoCloseable {
  /** Number of defects that can wait for the application's sink. */
  static final int ROOM = 256;

  /** Longest time that reporting threads wait for the sink, in nanoseconds per window. */
  static final long PATIENCE_NANOS = 1_000_000_000L;

  private static final long CLOSING_NANOS = 5_000_000_000L;
  private static final byte[] NO_MEMORY_LINE =
      "io.elevator: the error sink failed, and memory is out\n".getBytes(StandardCharsets.US_ASCII);

  static {
    // One defect is reported in advance, because the JVM needs memory for the first execution of
    // code. The first real defect may be an OutOfMemoryError.
    var rehearsal = inVirtualTime((place, defect) -> {}, () -> 0);
    rehearsal.report("", new OutOfMemoryError());
    System.err.write(NO_MEMORY_LINE, 0, 0);
  }

  /** A reported defect that waits for the application's sink. */
  private static final class Waiting {
    private String owner = "";
    private String part = "";
    private String place = "";
    private @Nullable Throwable defect;
  }

  private final BiConsumer<String, Throwable> sink;
  private final LongSupplier clock;

  /** Factory of the thread that calls the sink; null in virtual time. */
  private final @Nullable ThreadFactory threads;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final DefectRates rates = new DefectRates();
  private final Waiting[] waiting = new Waiting[ROOM];
  private final DefectRates.Summaries summaries = this::add;
  private long added;
  private long taken;
  private long delivered;
  private long patience = PATIENCE_NANOS;
  private @Nullable Thread thread;
  private @Nullable Thread caller;
  private boolean closed;
  private boolean sinkFailed;

  private GuardedErrors(
      BiConsumer<String, Throwable> sink, LongSupplier clock, @Nullable ThreadFactory threads) {
    this.sink = sink;
    this.clock = clock;
    this.threads = threads;
    for (int i = 0; i < ROOM; i++) {
      waiting[i] = new Waiting();
    }
    var ignored = ReportLiterals.resolve();
  }

  /**
   * Returns a guard of a sink in real time, where a thread of the guard calls the sink.
   *
   * @param sink receiver of the defects
   * @param threads factory of the thread that calls the sink
   */
  public static GuardedErrors inRealTime(
      BiConsumer<String, Throwable> sink, ThreadFactory threads) {
    return new GuardedErrors(sink, System::nanoTime, threads);
  }

  /**
   * Returns a guard of a sink in virtual time, where the reporting thread calls the sink itself.
   *
   * @param sink receiver of the defects
   * @param clock current virtual time, in nanoseconds
   */
  public static GuardedErrors inVirtualTime(
      BiConsumer<String, Throwable> sink, LongSupplier clock) {
    return new GuardedErrors(sink, clock, null);
  }

  @Override
  public void accept(String place, Throwable defect) {
    report("", "", place, defect);
  }

  @Override
  public void report(String place, Throwable error) {
    report("", "", place, error);
  }

  @Override
  public void report(String owner, String part, String place, Throwable error) {
    try {
      long ticket = enqueue(owner, part, place, error);
      if (ticket >= 0) {
        deliver(ticket);
      }
    } catch (Throwable e) {
      // This is for example a stack overflow. Reporting it would fail again, and the caller must
      // continue.
      sinkFailed(place, e);
    }
    ServiceThreads.restoreInterrupt(error);
  }

  /**
   * Adds a defect to the list of waiting defects, subject to the rate limit.
   *
   * @return number of the defect up to which the caller has to deliver, or -1 if the defect is not
   *     reported and no other defect waits
   */
  private long enqueue(String owner, String part, String place, Throwable error) {
    lock.lock();
    try {
      long now = clock.getAsLong();
      endWindowIfOver(now);
      rates.open(now);
      if (!rates.admit(owner, part, place, error)) {
        return needsThread() ? added : -1;
      }
      if (!add(owner, part, place, error)) {
        rates.suppress(owner, part, place, error);
      }
      return added;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Returns whether summaries wait for the sink and no thread is delivering them. The caller holds
   * the lock.
   */
  private boolean needsThread() {
    return added > taken && thread == null && caller == null;
  }

  private void endWindowIfOver(long now) {
    if (rates.isOver(now)) {
      rates.end(summaries);
      patience = PATIENCE_NANOS;
    }
  }

  /**
   * Adds a defect to the list of waiting defects; returns false if there is no room. The caller
   * holds the lock.
   */
  private boolean add(String owner, String part, String place, Throwable error) {
    if (added - taken == ROOM) {
      return false;
    }
    Waiting next = waiting[(int) (added % ROOM)];
    next.owner = owner;
    next.part = part;
    next.place = place;
    next.defect = error;
    added++;
    return true;
  }

  private void deliver(long ticket) {
    if (threads == null || !hasThread(threads)) {
      callSink();
    } else {
      await(ticket);
    }
  }

  /** Returns whether another thread calls the sink; starts a thread if necessary. */
  private boolean hasThread(ThreadFactory factory) {
    lock.lock();
    try {
      if (thread != null) {
        changed.signalAll();
        return true;
      }
      if (caller != null) {
        // A reporting thread is calling the sink, and continues until no defect waits. So no new
        // thread is needed.
        return true;
      }
    } finally {
      lock.unlock();
    }
    Thread made;
    try {
      made = factory.newThread(this::run);
      if (made == null) {
        return false;
      }
    } catch (Throwable e) {
      return false;
    }
    lock.lock();
    try {
      if (thread != null) {
        return true;
      }
      thread = made;
    } finally {
      lock.unlock();
    }
    try {
      made.start();
      return true;
    } catch (Throwable e) {
      threadEnded(made);
      return false;
    }
  }

  private void threadEnded(Thread which) {
    lock.lock();
    try {
      if (thread == which) {
        thread = null;
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until the sink has received a defect. All waits in one window last at most {@link
   * #PATIENCE_NANOS} together.
   *
   * @param ticket number of the defect
   */
  private void await(long ticket) {
    lock.lock();
    try {
      if (caller == Thread.currentThread()) {
        return;
      }
      long before = patience;
      long left = before;
      while (delivered < ticket && left > 0) {
        left = changed.awaitNanos(left);
      }
      patience = Math.max(0, patience - (before - left));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    ServiceThreads.mark();
    Thread self = Thread.currentThread();
    boolean goesOn = true;
    while (goesOn) {
      try {
        callSink();
        goesOn = awaitMore(self);
      } catch (Throwable e) {
        sinkFailed("the thread that reports defects", e);
        threadEnded(self);
        goesOn = false;
      }
    }
  }

  /** Waits for defects or for the end of the window; returns false if the thread has to end. */
  private boolean awaitMore(Thread self) {
    lock.lock();
    try {
      while (added == taken) {
        long now = clock.getAsLong();
        endWindowIfOver(now);
        if (added > taken) {
          return true;
        }
        if (closed || !rates.isOpen()) {
          thread = null;
          changed.signalAll();
          return false;
        }
        ServiceThreads.awaitChange(changed, rates.left(now));
      }
      return thread == self;
    } finally {
      lock.unlock();
    }
  }

  /** Passes all waiting defects to the sink, unless another thread is doing so. */
  private void callSink() {
    Thread self = Thread.currentThread();
    lock.lock();
    try {
      if (caller != null) {
        return;
      }
      caller = self;
    } finally {
      lock.unlock();
    }
    boolean done = false;
    try {
      while (callSinkOnce()) {
        // The loop has no body, because the call in its condition does the work.
      }
      done = true;
    } finally {
      if (!done) {
        callerEnded();
      }
    }
  }

  /**
   * Called after a stack overflow between two calls of the sink. Allows another thread to continue
   * with the waiting defects.
   */
  private void callerEnded() {
    lock.lock();
    try {
      caller = null;
    } finally {
      lock.unlock();
    }
  }

  /** Passes the oldest waiting defect to the sink; returns false if none waits. */
  private boolean callSinkOnce() {
    String owner;
    String part;
    String place;
    Throwable defect;
    lock.lock();
    try {
      Waiting next = waiting[(int) (taken % ROOM)];
      defect = next.defect;
      if (taken == added || defect == null) {
        caller = null;
        return false;
      }
      owner = next.owner;
      part = next.part;
      place = next.place;
      next.defect = null;
      taken++;
    } finally {
      lock.unlock();
    }
    try {
      sink.accept(joined(owner, part, place), defect);
    } catch (Throwable e) {
      sinkFailed(place, e);
    }
    lock.lock();
    try {
      delivered = taken;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    return true;
  }

  /**
   * Returns the parts of a place joined to one text, or only the last part if there is no memory
   * for the concatenation.
   */
  private static String joined(String owner, String part, String place) {
    try {
      return ErrorSink.join(owner, part, place);
    } catch (Throwable e) {
      return place;
    }
  }

  /** Logs the first exception of the sink. Later ones are ignored. Throws nothing. */
  private void sinkFailed(String place, Throwable failure) {
    try {
      lock.lock();
      try {
        if (sinkFailed) {
          return;
        }
        sinkFailed = true;
      } finally {
        lock.unlock();
      }
      System.getLogger("io.elevator")
          .log(System.Logger.Level.ERROR, "the error sink failed at: " + place, failure);
    } catch (Throwable e) {
      writeLine();
    }
  }

  private static void writeLine() {
    try {
      System.err.write(NO_MEMORY_LINE, 0, NO_MEMORY_LINE.length);
    } catch (Throwable e) {
      // The exception is dropped: neither log nor standard error works, and the thread that
      // reported the defect must continue.
      return;
    }
  }

  /**
   * Delivers the summaries of the current window and waits, for a limited time, until the sink has
   * received all defects. Defects reported later still reach the sink.
   */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      rates.end(summaries);
      patience = PATIENCE_NANOS;
      changed.signalAll();
      if (added == taken && thread == null) {
        return;
      }
    } finally {
      lock.unlock();
    }
    if (threads == null || !hasThread(threads)) {
      callSink();
      return;
    }
    awaitThread();
  }

  private void awaitThread() {
    boolean interrupted = false;
    lock.lock();
    try {
      long left = CLOSING_NANOS;
      while ((thread != null || delivered < added)
          && thread != Thread.currentThread()
          && left > 0) {
        try {
          left = changed.awaitNanos(left);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      lock.unlock();
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
