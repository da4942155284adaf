package io.elevator.testkit;

/** What a second thread does while the test's own is in the elevator. */
enum Racing {
  /** There is none. */
  NOTHING,
  /** It asks for a dispatch at the same time as the first. */
  DISPATCHES,
  /** It asks for a dispatch also while the first inserts, completes or asks for work. */
  HOOKS
}
