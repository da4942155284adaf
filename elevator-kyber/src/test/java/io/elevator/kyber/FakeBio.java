package io.elevator.kyber;

import io.elevator.api.Bio;
import io.elevator.api.Task;

/** A bio that moves no data. */
final class FakeBio extends Bio {
  FakeBio(Task task, int opAndFlags, long sector, int sectors) {
    this.task = task;
    this.opAndFlags = opAndFlags;
    this.sector = sector;
    this.bytes = (long) sectors << 9;
  }

  @Override
  protected void requireOwned() {}
}
