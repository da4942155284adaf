package io.elevator.spi;

/**
 * Optional hook of an elevator that refuses some merges. An {@link Elevator} class has the hook if
 * it implements this interface.
 */
public interface MergeFilter {
  /**
   * Returns whether the bio may be merged into the request. Called by the attachment's merge
   * functions under the lock that their caller holds, possibly several times for the same bio.
   *
   * @param rq queued request
   * @param bio new bio, which {@link Attachment#mayMerge} admits
   * @param now time of the call, in nanoseconds
   */
  boolean allowMerge(Request rq, SubmittedBio bio, long now);
}
