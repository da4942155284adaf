package io.elevator.workload.run;

import io.elevator.api.BioStatus;
import io.elevator.workload.job.Direction;

/** Listener for events of jobs. Called from any thread, with no lock held; must not block. */
interface JobListener {
  /** Called when a job is about to do its first I/O. */
  void started(JobRunner runner);

  /**
   * Called when the first I/O of the job has failed. The job ends when its I/Os in flight have
   * ended.
   */
  void ioFailed(
      JobRunner runner, BioStatus status, Direction direction, int file, long offset, int bytes);

  /**
   * Called for a failure that is no I/O error: a block that is not what was written, or a minimum
   * rate that was missed.
   */
  void complained(JobRunner runner, String message);

  /** Called when a job has ended; none of its I/Os is in flight. */
  void ended(JobRunner runner);

  /** Called when a defect of the library or a plugin has ended a job. */
  void broken(JobRunner runner, Throwable defect);
}
