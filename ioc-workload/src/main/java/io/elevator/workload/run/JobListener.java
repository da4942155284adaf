package io.elevator.workload.run;

import io.elevator.api.BioStatus;
import io.elevator.workload.job.Direction;

/** Told what becomes of jobs. Called by any thread, with no lock held; must not block. */
interface JobListener {
  /** The job does its first I/O now. */
  void started(JobRunner runner);

  /** The job failed an I/O, its first to fail; it ends when those in flight have. */
  void ioFailed(
      JobRunner runner, BioStatus status, Direction direction, int file, long offset, int bytes);

  /** Something else is wrong: a block that is not what was written, a rate that was not met. */
  void complained(JobRunner runner, String message);

  /** The job has ended, no I/O of it is in flight. */
  void ended(JobRunner runner);

  /** A defect; the job goes no further. */
  void broken(JobRunner runner, Throwable defect);
}
