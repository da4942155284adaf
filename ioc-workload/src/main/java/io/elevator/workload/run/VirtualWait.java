package io.elevator.workload.run;

import io.elevator.core.time.VirtualTime;
import java.util.function.BooleanSupplier;

/** Waits in virtual time, by moving it; now and then lets somebody look at the run. */
public final class VirtualWait implements EndWait {
  private final VirtualTime time;
  private final long lookNanos;
  private final Runnable look;
  private long nextLook;

  /** Calls {@code look} about every {@code lookNanos} of virtual time. */
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

  /** Nothing to do: whoever could wake it is run by it. */
  @Override
  public void wake() {
    // The condition is asked after each step.
  }
}
