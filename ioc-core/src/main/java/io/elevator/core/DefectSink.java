package io.elevator.core;

/**
 * Receives the defects of a block layer that cannot be thrown at a caller. Examples: an exception
 * of a callback, hook, timer or driver, a request that was completed twice, a task that was dropped
 * without an exit.
 *
 * <p>Calls never overlap. In real time a thread of the layer calls the sink. The thread that found
 * the defect, which may hold locks, waits for that call for a limited time (one second altogether
 * in ten seconds). So a sink that blocks delays later reports, not I/O. In virtual time the thread
 * that found the defect calls the sink. The first exception of the sink is logged; later ones are
 * ignored.
 *
 * <p>Within ten seconds at most ten defects of one kind (place and exception class) are reported
 * individually. Further defects of that kind are counted, and one more report for the same place
 * gives their number. That report comes with the next defect after the ten seconds or, in real
 * time, at the end of the ten seconds; at the latest when the layer is closed.
 */
@FunctionalInterface
public interface DefectSink {
  /** Sink that writes defects to the {@code io.elevator} logger at level ERROR. */
  DefectSink LOGGED =
      (where, defect) ->
          System.getLogger("io.elevator")
              .log(System.Logger.Level.ERROR, where + ": " + defect, defect);

  /**
   * Receives a defect.
   *
   * @param where activity that failed, beginning with the name of the queue or driver
   * @param defect exception that describes the defect
   */
  void report(String where, Throwable defect);
}
