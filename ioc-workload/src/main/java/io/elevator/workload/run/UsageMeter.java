package io.elevator.workload.run;

import java.time.Duration;
import java.time.Instant;

/** Meter of the machine's resources that this process has used. Callable from any thread. */
@FunctionalInterface
public interface UsageMeter {
  /** Returns the totals up to now. */
  Reading read();

  /**
   * Totals of the resources used since the process started.
   *
   * @param at calendar time of the reading
   * @param user processor time in user mode
   * @param system processor time in the kernel
   * @param contextSwitches number of context switches of all live threads
   * @param majorFaults number of page faults that read from a disk
   * @param minorFaults number of other page faults
   */
  record Reading(
      Instant at,
      Duration user,
      Duration system,
      long contextSwitches,
      long majorFaults,
      long minorFaults) {
    /** Returns the resources used between the reading {@code before} and this one. */
    public ProcessUsage since(Reading before) {
      double elapsed = Duration.between(before.at, at).toNanos();
      return new ProcessUsage(
          percent(user.minus(before.user), elapsed),
          percent(system.minus(before.system), elapsed),
          // The number can be smaller than before, because it does not include threads that have
          // ended.
          Math.max(contextSwitches - before.contextSwitches, 0),
          majorFaults - before.majorFaults,
          minorFaults - before.minorFaults);
    }

    private static double percent(Duration used, double elapsedNanos) {
      return elapsedNanos <= 0 ? 0 : 100.0 * used.toNanos() / elapsedNanos;
    }
  }
}
