package io.elevator.workload.run;

import java.util.function.BooleanSupplier;

/** Strategy by which the thread that executes a run waits for the jobs to end. */
public interface EndWait {
  /** Returns when {@code done} returns true; tests it again after each {@link #wake}. */
  void until(BooleanSupplier done);

  /** Makes {@link #until} test its condition again. Callable from any thread. */
  void wake();
}
