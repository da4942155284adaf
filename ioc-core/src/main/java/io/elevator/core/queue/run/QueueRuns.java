package io.elevator.core.queue.run;

import io.elevator.core.queue.callouts.ElevatorCalls;
import io.elevator.core.queue.callouts.ElevatorInUse;
import io.elevator.core.queue.state.Activation;
import io.elevator.core.queue.state.CoreHardwareQueue;
import io.elevator.core.queue.state.HardwareQueues;
import org.jspecify.annotations.Nullable;

/**
 * Asks for runs of all hardware queues of a queue that may have work. Where the elevator dispatches
 * for all of them, one hardware queue is run for the others. Immutable.
 */
public final class QueueRuns {
  private final HardwareQueues hardwareQueues;
  private final ElevatorInUse elevatorInUse;

  public QueueRuns(HardwareQueues hardwareQueues, ElevatorInUse elevatorInUse) {
    this.hardwareQueues = hardwareQueues;
    this.elevatorInUse = elevatorInUse;
  }

  /**
   * Returns that of a thread's stripe, the first if it has none (−1); null if it may not be run.
   */
  private @Nullable CoreHardwareQueue runnableOf(int stripe) {
    CoreHardwareQueue hctx = hardwareQueues.of(Math.max(stripe, 0));
    return hctx.isHalted() ? null : hctx;
  }

  /**
   * Returns whether running all hardware queues includes this one.
   *
   * @param forAll the hardware queue whose run asks the elevator on behalf of all, or null. The
   *     others are then run only for their own dispatch lists, so that their runs do not contend
   *     for the elevator's lock
   */
  private static boolean isDue(CoreHardwareQueue hctx, @Nullable CoreHardwareQueue forAll) {
    return forAll == null
        || hctx == forAll
        || hctx.hasDispatchable()
        || hctx.software().hasPending();
  }

  /** Returns the one whose run asks the elevator for all; null if each asks for itself. */
  private @Nullable CoreHardwareQueue runsForAll() {
    ElevatorCalls elevator = elevatorInUse.calls();
    return elevator != null && elevator.queueWide ? runnableOf(Activation.current().stripe) : null;
  }

  /** Asks for a run wherever there may be work, as the thread leaves. */
  public void requestWhereDue(Activation activation) {
    CoreHardwareQueue forAll = runsForAll();
    for (CoreHardwareQueue hctx : hardwareQueues.used()) {
      if (isDue(hctx, forAll)) {
        activation.requestRun(hctx);
      }
    }
  }

  /** Has a worker make a run wherever there may be work. */
  public void deferWhereDue() {
    CoreHardwareQueue forAll = runsForAll();
    for (CoreHardwareQueue hctx : hardwareQueues.used()) {
      if (isDue(hctx, forAll)) {
        hctx.runs().defer();
      }
    }
  }

  /** Asks for a run wherever there may be work, outside this call and all locks. */
  public void runAll() {
    CoreHardwareQueue forAll = runsForAll();
    for (CoreHardwareQueue hctx : hardwareQueues.used()) {
      if (isDue(hctx, forAll)) {
        hctx.runs().request();
      }
    }
  }

  /**
   * Asks for a run wherever there may be work after some time, or before.
   *
   * @param nanos time in nanoseconds
   */
  public void runAllAfter(long nanos) {
    CoreHardwareQueue forAll = runsForAll();
    for (CoreHardwareQueue hctx : hardwareQueues.used()) {
      if (isDue(hctx, forAll)) {
        hctx.runs().requestWithin(nanos);
      }
    }
  }
}
