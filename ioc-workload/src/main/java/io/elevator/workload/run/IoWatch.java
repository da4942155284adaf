package io.elevator.workload.run;

/**
 * Listener for the I/Os of one job as they end. Called by one thread at a time; each call
 * happens-before the next. The data that a listener has collected may be read only after the job
 * has ended. Times are nanoseconds of the run's clock.
 */
public interface IoWatch {
  /**
   * Called when an I/O has ended successfully.
   *
   * @param sector first sector of the I/O on the drive
   * @param bytes size of the I/O, in bytes
   * @param submittedNanos time at which the job submitted the I/O to the queue
   * @param issuedNanos time at which the driver started the I/O, 0 if it never did
   * @param endedNanos time at which the I/O ended
   */
  void ended(long sector, long bytes, long submittedNanos, long issuedNanos, long endedNanos);

  /**
   * Called when the job's ramp time is over. The listener discards the data that it collected
   * before.
   */
  void startedOver();
}
