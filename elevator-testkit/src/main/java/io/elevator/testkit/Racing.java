package io.elevator.testkit;

/** The activity of a second thread while the test's thread is in the elevator. */
enum Racing {
  /** There is no second thread. */
  NOTHING,
  /** The second thread dispatches while the first dispatches. */
  DISPATCHES,
  /** The second thread also dispatches while the first inserts, completes or asks for work. */
  HOOKS
}
