package io.elevator.core.queue.state;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The right to run a hardware queue. The thread that changes the word from idle to running is the
 * runner. Every other thread records a request for another run, which the runner finds when it
 * releases the word. This coalesces runs, keeps all but one thread out of the driver, ends
 * recursion when a driver completes within its own call, and is the barrier that quiescing waits
 * for.
 *
 * <p>The word is changed by atomic operations only. The runner writes {@code runner} between
 * acquire and release; another thread reads it only to see that the runner is a different thread,
 * and no write of a third thread can make that answer wrong.
 */
public final class RunWord {
  private static final int IDLE = 0;
  private static final int RUNNING = 1;
  private static final int AGAIN = 2;
  private static final int HANDED_OVER = 3;
  private static final int SPINS = 300;
  private static final VarHandle WORD;

  static {
    try {
      WORD = MethodHandles.lookup().findVarHandle(RunWord.class, "word", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
    // The JVM needs memory for the first execution of a VarHandle access. A thread that always runs
    // alone never records a request for another run. Without this call, the first such request
    // could come when memory is out, and the word would be held for ever.
    RunWord linked = new RunWord();
    if (linked.acquire(null)) {
      linked.again();
      boolean ignored = linked.release();
    }
  }

  private volatile int word;

  /** Entry of the runner; null outside runs and while a run ends. */
  private @Nullable Activation runner;

  /**
   * Becomes the runner, or records a request for another run. Writes the word in either case, also
   * over a request that is recorded already: the run that serves the request has read this write.
   * So the run happens after the caller has queued its request, which an elevator's has-work hook
   * relies on.
   */
  public boolean acquire(@Nullable Activation activation) {
    while (true) {
      int seen = word;
      boolean free = seen == IDLE || seen == HANDED_OVER;
      if (WORD.compareAndSet(this, seen, free ? RUNNING : AGAIN)) {
        if (free) {
          runner = activation;
        }
        return free;
      }
    }
  }

  /**
   * Stops being the runner; returns false if another run was requested, which the caller must
   * perform.
   */
  public boolean release() {
    Activation self = runner;
    // Cleared before the word is free, because then the field belongs to the next runner.
    runner = null;
    if (WORD.compareAndSet(this, RUNNING, IDLE)) {
      return true;
    }
    // The word is read as well as overwritten, for the reason given at {@code acquire}.
    int ignored = (int) WORD.getAndSet(this, RUNNING);
    runner = self;
    return false;
  }

  /**
   * Stops being the runner although another run was requested, and leaves that run to the next
   * thread that requests one. The caller ensures that there will be such a thread.
   */
  public void handOver() {
    runner = null;
    int ignored = (int) WORD.getAndSet(this, HANDED_OVER);
  }

  /** Returns whether a run was handed over that no thread has begun. */
  public boolean isHandedOver() {
    return word == HANDED_OVER;
  }

  /** Requests another run; called by the runner. */
  public void again() {
    int ignored = (int) WORD.getAndSet(this, AGAIN);
  }

  /** Spins while another thread is the runner, for a bounded time. */
  void awaitFree() {
    for (int i = 0; i < SPINS && isRunning(); i++) {
      Thread.onSpinWait();
    }
  }

  /** Returns whether the hardware queue has a runner. */
  public boolean isRunning() {
    int seen = word;
    return seen == RUNNING || seen == AGAIN;
  }

  /**
   * Returns whether a thread other than that of the given entry was the runner at some moment of
   * the call.
   */
  boolean isRunByAnother(Activation activation) {
    return isRunning() && runner != activation;
  }
}
