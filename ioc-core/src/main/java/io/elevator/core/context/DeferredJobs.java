package io.elevator.core.context;

/**
 * Runs jobs later, for callers that may hold locks which the job needs. In real time a worker
 * thread runs them, in virtual time an event at the same instant, and in tests a list that the test
 * steps.
 */
@FunctionalInterface
public interface DeferredJobs {
  /**
   * Schedules a job to run once, soon, with no lock held. The job never runs inside this call,
   * because it could destroy structures that the caller is walking.
   */
  void defer(Runnable job);
}
