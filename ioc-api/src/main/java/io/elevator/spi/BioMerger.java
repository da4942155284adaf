package io.elevator.spi;

/**
 * Optional hook of an elevator that searches for merges of new bios itself. An {@link Elevator}
 * class has the hook if it implements this interface. Without the hook the queue searches its
 * software queues.
 */
public interface BioMerger {
  /**
   * Tries to merge a new bio into a queued request: takes the elevator's lock, calls {@link
   * Attachment#tryMerge} or {@link Attachment#tryListMerge}, and releases the lock. Called with no
   * lock held, before a request is allocated for the bio.
   *
   * @param bio new bio
   * @param absorbed list that receives absorbed requests; the core frees them afterwards
   * @param now time of the call, in nanoseconds
   * @return whether the bio was merged, as the attachment's merge function returned; another answer
   *     is a defect and has no effect
   */
  boolean bioMerge(SubmittedBio bio, RequestList absorbed, long now);
}
