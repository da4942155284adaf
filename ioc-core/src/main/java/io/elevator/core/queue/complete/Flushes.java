package io.elevator.core.queue.complete;

import io.elevator.core.queue.state.CoreHardwareQueue;
import java.util.Arrays;

/**
 * The flush machines of a queue, by hardware queue. Complete before the drive is started, and
 * changed no more.
 */
public final class Flushes {
  private FlushMachine[] machines = {};

  /** Creates an empty set of flush machines. */
  public Flushes() {}

  /** Adds the machine of the next hardware queue, in order of their indexes. */
  public void add(FlushMachine machine) {
    machines = Arrays.copyOf(machines, machines.length + 1);
    machines[machines.length - 1] = machine;
  }

  /** Returns the flush machine of a hardware queue. */
  public FlushMachine of(CoreHardwareQueue hctx) {
    return machines[hctx.index()];
  }

  /** Returns whether the calling thread holds the lock of a flush machine. */
  public boolean isLockHeld() {
    for (FlushMachine machine : machines) {
      if (machine.isLockHeld()) {
        return true;
      }
    }
    return false;
  }
}
