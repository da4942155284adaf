package io.elevator.core.queue.submit;

import io.elevator.api.BioStatus;
import io.elevator.core.queue.state.Gate;
import io.elevator.core.queue.state.QueueErrors;
import io.elevator.core.request.CoreBio;
import io.elevator.core.request.EndWaiter;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A thread that waits for one bio. {@code ended} is written by whoever ends it before it unparks
 * the thread, and read by the thread around parking, so neither order loses the wake-up. {@code
 * work} is touched by the waiting thread only: a driver that is called by it may leave it the
 * performing of its own request.
 */
public final class WaitForEnd implements EndWaiter {
  private final Gate gate;
  private final QueueErrors errors;
  private final Thread thread = Thread.currentThread();
  private volatile boolean ended;
  private @Nullable Runnable work;

  private WaitForEnd(Gate gate, QueueErrors errors) {
    this.gate = gate;
    this.errors = errors;
  }

  /** Submits a bio, waits for its end and returns its status. */
  public static BioStatus submit(CoreBio bio, Gate gate, QueueErrors errors, Submitter submitter) {
    var wait = new WaitForEnd(gate, errors);
    bio.waiter(wait);
    try {
      submitter.submit(bio, null);
    } catch (Throwable e) {
      bio.waiter(null);
      // Its driver may count on it.
      wait.doWork();
      throw e;
    }
    submitter.releaseStaged();
    return wait.await(bio);
  }

  @Override
  public void wake() {
    ended = true;
    LockSupport.unpark(thread);
  }

  @Override
  public boolean takeOver(Runnable offered) {
    if (Thread.currentThread() != thread
        || thread.isVirtual()
        || gate.isVirtual()
        || work != null) {
      return false;
    }
    work = offered;
    return true;
  }

  /**
   * Runs the work that the driver left to this thread, if there is any. If that throws, the request
   * is still in flight, and its driver or its time limit ends it as any other.
   */
  void doWork() {
    Runnable left = work;
    if (left != null) {
      work = null;
      try {
        left.run();
      } catch (Throwable e) {
        errors.report("driver", "work left to the waiting thread", e);
      }
    }
  }

  BioStatus await(CoreBio bio) {
    doWork();
    if (gate.isVirtual()) {
      gate.await(() -> ended, "the end of " + bio);
    } else {
      boolean interrupted = false;
      while (!ended) {
        LockSupport.park(this);
        // Kept for later: it ends nothing, and left set it would make every park return at once.
        interrupted |= Thread.interrupted();
      }
      if (interrupted) {
        thread.interrupt();
      }
    }
    bio.waiter(null);
    return bio.status();
  }
}
