package io.elevator.core;

/**
 * Receives the defects of a block layer that have no caller to be thrown at: a callback, hook,
 * timer or driver that threw, a completion that came twice, a task that was never exited.
 *
 * <p>One call comes at a time. In real time a thread of the layer makes the calls, while the thread
 * that met the defect, which may hold locks, waits for a limited time (one second in all within ten
 * seconds): a sink that blocks delays later reports, not I/O. In virtual time the thread that met
 * the defect calls. An exception of the sink is logged once and otherwise ignored.
 *
 * <p>Within ten seconds at most ten defects of one kind (place and exception class) are reported
 * one by one. The others are counted, and one further report for the same place says how many they
 * were: at the next defect after the ten seconds or, in real time, as they end; at the latest when
 * the layer is closed.
 */
@FunctionalInterface
public interface DefectSink {
  /** Writes defects to the {@code io.elevator} logger at level ERROR. */
  DefectSink LOGGED =
      (where, defect) ->
          System.getLogger("io.elevator")
              .log(System.Logger.Level.ERROR, where + ": " + defect, defect);

  /**
   * Takes a defect.
   *
   * @param where activity that failed, beginning with the name of the queue or driver
   * @param defect exception that describes the defect
   */
  void report(String where, Throwable defect);
}
