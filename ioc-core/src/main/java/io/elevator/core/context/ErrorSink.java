package io.elevator.core.context;

/**
 * Where errors go that have no caller to be thrown at: those of an exit hook, of a job, of a task
 * that was abandoned. Called by any thread, possibly with locks held: it only records, never waits
 * and never calls back into the library.
 */
@FunctionalInterface
public interface ErrorSink {
  /**
   * Takes an error.
   *
   * @param place what was being done, for the reader of a log
   */
  void report(String place, Throwable error);
}
