package io.elevator.core.request;

/** The queue that has a bio, as the bio uses it. */
public interface BioTarget {
  /**
   * Continues with a bio that was deferred because its thread submitted it from inside the queue.
   */
  void proceed(CoreBio bio);

  /**
   * Ends a bio for its submitter: returns ownership, calls the callback, wakes the waiter. The
   * caller holds no lock.
   */
  void deliver(CoreBio bio);
}
