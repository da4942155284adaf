package io.elevator.workload.run;

import java.time.Duration;
import java.time.Instant;

/** Reads what this process has used of the machine so far. Any thread. */
@FunctionalInterface
public interface UsageMeter {
  /** The figures now. */
  Reading read();

  /**
   * Totals since the process began.
   *
   * @param at when they were read, by the calendar
   * @param user processor time in user mode
   * @param system processor time in the kernel
   * @param contextSwitches of all threads that live
   * @param majorFaults page faults that read from a disk
   * @param minorFaults other page faults
   */
  record Reading(
      Instant at,
      Duration user,
      Duration system,
      long contextSwitches,
      long majorFaults,
      long minorFaults) {
    /** What was used since {@code before}. */
    public ProcessUsage since(Reading before) {
      double elapsed = Duration.between(before.at, at).toNanos();
      return new ProcessUsage(
          percent(user.minus(before.user), elapsed),
          percent(system.minus(before.system), elapsed),
          // Threads that have ended take theirs with them.
          Math.max(contextSwitches - before.contextSwitches, 0),
          majorFaults - before.majorFaults,
          minorFaults - before.minorFaults);
    }

    private static double percent(Duration used, double elapsedNanos) {
      return elapsedNanos <= 0 ? 0 : 100.0 * used.toNanos() / elapsedNanos;
    }
  }
}
