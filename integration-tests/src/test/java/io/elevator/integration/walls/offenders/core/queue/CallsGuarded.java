package io.elevator.integration.walls.offenders.core.queue;

import java.util.concurrent.Executor;
import java.util.function.Consumer;

public final class CallsGuarded {
  private CallsGuarded() {}

  public static void defer(Executor executor, Runnable job, Consumer<Throwable> errors) {
    try {
      executor.execute(job);
    } catch (Throwable e) {
      errors.accept(e);
    }
  }
}
