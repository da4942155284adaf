package io.elevator.workload.run;

/**
 * What the whole process used while a job ran. Jobs are tasks of one process and share its threads,
 * so it can not be told apart by job.
 *
 * @param userPercent processor time in user mode over the job's runtime; above 100 with several
 *     processors busy
 * @param systemPercent the same in the kernel
 * @param contextSwitches of all threads
 * @param majorFaults page faults that read from a disk
 * @param minorFaults other page faults
 */
public record ProcessUsage(
    double userPercent,
    double systemPercent,
    long contextSwitches,
    long majorFaults,
    long minorFaults) {
  /** Nothing known, or nothing used. */
  public static final ProcessUsage NONE = new ProcessUsage(0, 0, 0, 0, 0);
}
