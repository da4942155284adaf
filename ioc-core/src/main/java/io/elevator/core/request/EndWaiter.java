package io.elevator.core.request;

/** A thread that waits for the end of a bio. */
@FunctionalInterface
public interface EndWaiter {
  /**
   * Wakes the thread. Called when the bio has ended and its callback has returned. Must not block.
   */
  void wake();

  /**
   * Takes over work that the end of the bio depends on, if the calling thread is the one that will
   * wait for the bio and it may block. The thread then does the work before it blocks.
   *
   * @param work work to be run
   * @return whether the work was taken over
   */
  default boolean takeOver(Runnable work) {
    return false;
  }
}
