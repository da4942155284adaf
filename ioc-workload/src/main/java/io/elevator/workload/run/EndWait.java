package io.elevator.workload.run;

import java.util.function.BooleanSupplier;

/** How the thread that runs jobs waits for their end. */
public interface EndWait {
  /** Returns when {@code done} says so; asks again after each {@link #wake}. */
  void until(BooleanSupplier done);

  /** Something may be done; any thread. */
  void wake();
}
