package io.elevator.core.request;

/** Somebody who waits for the end of a bio. */
@FunctionalInterface
public interface EndWaiter {
  /** The bio has ended and its callback has returned. Must not block. */
  void wake();
}
