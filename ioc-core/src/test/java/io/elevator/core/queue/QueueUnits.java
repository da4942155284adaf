package io.elevator.core.queue;

import io.elevator.core.queue.state.CoreHardwareQueue;

/** Access to the usage units of a queue, for tests in other packages. */
public final class QueueUnits {
  private QueueUnits() {}

  /** Takes a usage unit and returns true, or returns false if the queue is frozen. */
  public static boolean tryEnter(BlockQueue queue) {
    return queue.entrance().tryEnter(0);
  }

  /** Returns a usage unit. */
  public static void leave(BlockQueue queue) {
    queue.entrance().leave(0, 1);
  }

  /** Returns the number of usage units that are taken. */
  public static long inside(BlockQueue queue) {
    return queue.entrance().inside();
  }

  /** Returns the number of parked bios. */
  public static int parked(BlockQueue queue) {
    return queue.parking().size();
  }

  /** Returns the number of reports of the driver that named no I/O in flight. */
  static long staleReports(BlockQueue queue) {
    long stale = 0;
    for (CoreHardwareQueue hctx : queue.hardwareQueues()) {
      stale += hctx.staleReports();
    }
    return stale;
  }
}
