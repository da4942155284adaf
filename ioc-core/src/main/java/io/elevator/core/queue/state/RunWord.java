package io.elevator.core.queue.state;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * The right to run a hardware queue. The thread that moves the word from idle to running is the
 * runner; every other thread leaves a request for another run, which the runner finds as it leaves.
 * That coalesces runs, keeps one thread at a time in the driver, ends recursion when a driver
 * completes inside its call, and is the barrier that quiescing waits for.
 *
 * <p>The word is changed by atomic operations only. {@code runner} is written by the runner,
 * between its acquire and its release; another thread reads it only to see that the runner is not
 * itself, which no other thread's write can make wrong.
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
    // The JVM needs memory to link an access of a handle when it is first executed. A thread that
    // runs alone never meets a wish: without this, the first wish could come when memory is out,
    // and the word would be held for ever.
    RunWord linked = new RunWord();
    if (linked.acquire(null)) {
      linked.again();
      boolean ignored = linked.release();
    }
  }

  private volatile int word;

  /** Activation of the runner; null while a run ends and outside runs. */
  private @Nullable Activation runner;

  /**
   * Becomes the runner, or leaves a request for another run. Writes the word in any case, also over
   * such a request: the run that meets the request has read this write, so that it comes after what
   * the caller has queued in happens-before order, which an elevator's has-work hook relies on.
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

  /** Stops being the runner; false if another run was asked for, which the caller must do. */
  public boolean release() {
    Activation self = runner;
    // Before the word is free, after which the field is the next runner's.
    runner = null;
    if (WORD.compareAndSet(this, RUNNING, IDLE)) {
      return true;
    }
    // Read, not only overwritten: see acquire.
    int ignored = (int) WORD.getAndSet(this, RUNNING);
    runner = self;
    return false;
  }

  /**
   * Stops being the runner although another run is wanted: the next thread that asks for a run is
   * to make it. The caller sees to it that one comes.
   */
  public void handOver() {
    runner = null;
    int ignored = (int) WORD.getAndSet(this, HANDED_OVER);
  }

  /** Whether a run was handed over that no thread has taken on. */
  public boolean isHandedOver() {
    return word == HANDED_OVER;
  }

  /** Asks the runner, which is the caller, for another run. */
  public void again() {
    int ignored = (int) WORD.getAndSet(this, AGAIN);
  }

  /** Spins for a while as long as another thread runs; returns sooner or later. */
  void awaitFree() {
    for (int i = 0; i < SPINS && isRunning(); i++) {
      Thread.onSpinWait();
    }
  }

  /** Whether a thread runs the hardware queue. */
  public boolean isRunning() {
    int seen = word;
    return seen == RUNNING || seen == AGAIN;
  }

  /** Whether a thread other than the one of this activation runs it, at some moment of the call. */
  boolean isRunByAnother(Activation activation) {
    return isRunning() && runner != activation;
  }
}
