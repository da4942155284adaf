package io.elevator.core.queue.submit;

import io.elevator.api.BioStatus;
import io.elevator.core.queue.state.Gate;
import io.elevator.core.queue.state.QueueErrors;
import io.elevator.core.request.CoreBio;
import io.elevator.core.request.EndWaiter;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A thread that waits for the end of one bio. The thread that ends the bio writes {@code ended}
 * before it unparks the waiting thread, which reads {@code ended} around parking, so the wake-up is
 * not lost in either order. Only the waiting thread uses {@code work}: a driver that this thread
 * calls may leave the performing of the thread's own request to it.
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
      // The driver may rely on the work being done.
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
   * Performs the work that the driver left to this thread, if any. If that throws, the request is
   * still in flight, and its driver or its time limit ends it as any other request.
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
        // Restored later: an interrupt does not end the wait, and if it stayed set, each park would
        // return immediately.
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
