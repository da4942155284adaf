package io.elevator.workload.run;

import io.elevator.api.BioStatus;
import io.elevator.workload.job.Direction;

/** Listener for events of jobs. Called from any thread, with no lock held; must not block. */
interface JobListener {
  /** Called when the job is about to do its first I/O. */
  void started(JobRunner runner);

  /**
   * Called when the first I/O of the job has failed. The job ends when its I/Os in flight have
   * ended.
   */
  void ioFailed(
      JobRunner runner, BioStatus status, Direction direction, int file, long offset, int bytes);

  /**
   * Called for any other failure: a block that is not what was written, or a minimum rate that was
   * missed.
   */
  void complained(JobRunner runner, String message);

  /** Called when the job has ended; none of its I/Os is in flight. */
  void ended(JobRunner runner);

  /** Called when a defect has ended the job. */
  void broken(JobRunner runner, Throwable defect);
}
