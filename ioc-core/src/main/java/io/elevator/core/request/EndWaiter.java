package io.elevator.core.request;

/** Somebody who waits for the end of a bio. */
@FunctionalInterface
public interface EndWaiter {
  /** The bio has ended and its callback has returned. Must not block. */
  void wake();

  /**
   * Takes over work that the end of the bio depends on, if the calling thread is the one that waits
   * and may block; it is run before it does.
   *
   * @return whether it was taken
   */
  default boolean takeOver(Runnable work) {
    return false;
  }
}
