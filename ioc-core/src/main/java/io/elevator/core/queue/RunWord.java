package io.elevator.core.queue;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Who runs a hardware queue. Whoever moves the word from idle to running runs; everybody else
 * leaves the wish that it be run again, which the runner finds as it leaves. That coalesces runs,
 * keeps one thread at a time in the driver, ends recursion when a driver completes inside its call,
 * and is the barrier that quiescing waits for.
 */
final class RunWord {
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
    if (linked.acquire()) {
      linked.again();
      boolean ignored = linked.release();
    }
  }

  private volatile int word;

  /**
   * Becomes the runner, or leaves the wish for another run. Writes the word in any case, also over
   * a wish: the run that meets the wish has read this write, so that it comes after what the caller
   * has queued in happens-before order, which an elevator's has-work hook relies on.
   */
  boolean acquire() {
    while (true) {
      int seen = word;
      boolean free = seen == IDLE || seen == HANDED_OVER;
      if (WORD.compareAndSet(this, seen, free ? RUNNING : AGAIN)) {
        return free;
      }
    }
  }

  /** Stops being the runner; false if another run was asked for, which the caller must do. */
  boolean release() {
    if (WORD.compareAndSet(this, RUNNING, IDLE)) {
      return true;
    }
    // Read, not only overwritten: see acquire.
    int ignored = (int) WORD.getAndSet(this, RUNNING);
    return false;
  }

  /**
   * Stops being the runner although another run is wanted: the next who comes by is to do it. The
   * caller sees to it that somebody comes.
   */
  void handOver() {
    int ignored = (int) WORD.getAndSet(this, HANDED_OVER);
  }

  /** Whether a run was handed over that nobody has taken on. */
  boolean isHandedOver() {
    return word == HANDED_OVER;
  }

  /** Asks the runner, who is the caller, for another run. */
  void again() {
    int ignored = (int) WORD.getAndSet(this, AGAIN);
  }

  /** Looks a while for the end of another's run; returns sooner or later. */
  void awaitFree() {
    for (int i = 0; i < SPINS && isRunning(); i++) {
      Thread.onSpinWait();
    }
  }

  /** Whether somebody runs. */
  boolean isRunning() {
    int seen = word;
    return seen == RUNNING || seen == AGAIN;
  }
}
