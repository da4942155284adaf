package io.elevator.integration.walls.offenders.devices;

import java.util.function.Consumer;

public final class CatchesErrors {
  private CatchesErrors() {}

  public static void run(Runnable job, Consumer<Throwable> errors) {
    try {
      job.run();
    } catch (RuntimeException | Error e) {
      errors.accept(e);
    }
  }
}
