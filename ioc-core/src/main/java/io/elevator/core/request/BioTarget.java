package io.elevator.core.request;

/** The queue that a submitted bio is in, as the bio uses it. */
public interface BioTarget {
  /**
   * Continues the submission of a bio. It was deferred because its thread submitted it during a
   * call of the queue.
   */
  void proceed(CoreBio bio);

  /**
   * Ends a bio for its submitter: gives the bio back, calls its callback and wakes the thread that
   * waits for it. The caller holds no lock.
   */
  void deliver(CoreBio bio);
}
