package io.elevator.workload.run;

import io.elevator.core.time.VirtualTime;
import java.util.function.BooleanSupplier;

/** Waits in virtual time by advancing the clock, and calls a callback periodically. */
public final class VirtualWait implements EndWait {
  private final VirtualTime time;
  private final long lookNanos;
  private final Runnable look;
  private long nextLook;

  /**
   * Creates a wait that calls a callback periodically.
   *
   * @param time clock that the wait advances
   * @param lookNanos approximate time between two calls, in nanoseconds of virtual time
   * @param look callback
   */
  public VirtualWait(VirtualTime time, long lookNanos, Runnable look) {
    this.time = time;
    this.lookNanos = lookNanos;
    this.look = look;
    this.nextLook = time.now() + lookNanos;
  }

  @Override
  public void until(BooleanSupplier done) {
    while (!done.getAsBoolean()) {
      if (!time.step()) {
        throw new IllegalStateException("the run has stalled: " + time);
      }
      if (time.now() >= nextLook) {
        nextLook = time.now() + lookNanos;
        look.run();
      }
    }
  }

  /** Has no effect, because all code that could change the condition runs in the waiting thread. */
  @Override
  public void wake() {
    // No action is needed: until tests the condition after each step.
  }
}
