package io.elevator.core.context;

/**
 * Runs work that must not be done where it comes up, since the caller may hold locks that the work
 * needs. In real time a worker thread; under the virtual clock an event at the same instant; in
 * tests a queue that the test steps.
 */
@FunctionalInterface
public interface DeferredJobs {
  /**
   * Takes a job, to be run once, soon, with no lock held. Never runs it inside this call: a job run
   * inline could take structures apart underneath a caller who is walking them.
   */
  void defer(Runnable job);
}
