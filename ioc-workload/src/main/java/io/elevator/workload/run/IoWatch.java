package io.elevator.workload.run;

/**
 * Sees the I/Os of one job as they end. Called by one thread at a time, each call ordered after the
 * one before; whoever reads what it gathered waits for the end of the job. Times are of the run's
 * clock, nanoseconds.
 */
public interface IoWatch {
  /**
   * An I/O ended well.
   *
   * @param sector on the drive
   * @param submittedNanos when the job handed it to the queue
   * @param issuedNanos when the drive took it, 0 if it never did
   */
  void ended(long sector, long bytes, long submittedNanos, long issuedNanos, long endedNanos);

  /** The job had been warming up; what came before does not count. */
  void startedOver();
}
