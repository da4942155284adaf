package io.elevator.core.queue;

/** Usage units of a queue, for tests outside this package. */
public final class QueueUnits {
  private QueueUnits() {}

  /** Takes one unless the queue is frozen. */
  public static boolean tryEnter(BlockQueue queue) {
    return queue.entrance().tryEnter(0);
  }

  /** Gives one back. */
  public static void leave(BlockQueue queue) {
    queue.entrance().leave(0, 1);
  }

  /** Returns how many are out. */
  public static long inside(BlockQueue queue) {
    return queue.entrance().inside();
  }

  /** Returns how many bios wait. */
  public static int parked(BlockQueue queue) {
    return queue.parking().size();
  }
}
