package io.elevator.core.request;

/** The queue that has a bio, as the bio knows it. */
public interface BioTarget {
  /**
   * Goes on with a bio that was put aside: it was submitted while its thread was inside the queue.
   */
  void proceed(CoreBio bio);

  /**
   * Ends a bio for its submitter: gives it back, calls its callback, wakes who waits. With no lock
   * held.
   */
  void deliver(CoreBio bio);
}
