package io.elevator.spi;

/**
 * Optional hook of an elevator that limits the use of scheduler tags. An {@link Elevator} class has
 * the hook if it implements this interface.
 */
public interface DepthLimiter {
  /**
   * Returns the number of scheduler tags of each word of the tag bitmap ({@link
   * HardwareQueue#tagWordShift}) that the allocation for this bio may use; 0 for no limit. Called
   * before each search for a tag, with no lock held; not called for flush-type bios. Must not
   * change the elevator's state.
   */
  int limitDepth(SubmittedBio bio);
}
