package io.elevator.workload.run;

/**
 * Resources that the whole process used while a job ran. Jobs share the process and its threads, so
 * their resources cannot be told apart.
 *
 * @param userPercent processor time in user mode as a percentage of the job's runtime; above 100 if
 *     several processors were busy
 * @param systemPercent processor time in the kernel as a percentage of the job's runtime
 * @param contextSwitches number of context switches of all threads
 * @param majorFaults number of page faults that read from a disk
 * @param minorFaults number of other page faults
 */
public record ProcessUsage(
    double userPercent,
    double systemPercent,
    long contextSwitches,
    long majorFaults,
    long minorFaults) {
  /** Usage in which all figures are 0; also used if the usage is unknown. */
  public static final ProcessUsage NONE = new ProcessUsage(0, 0, 0, 0, 0);
}
