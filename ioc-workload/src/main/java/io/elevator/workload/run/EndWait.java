package io.elevator.workload.run;

import java.util.function.BooleanSupplier;

/** Strategy by which the thread that executes a run waits for the end of the jobs. */
public interface EndWait {
  /** Waits until {@code done} returns true. Tests {@code done} again after each {@link #wake}. */
  void until(BooleanSupplier done);

  /** Makes {@link #until} test its condition again. Callable from any thread. */
  void wake();
}
