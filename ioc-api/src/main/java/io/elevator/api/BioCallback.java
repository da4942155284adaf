package io.elevator.api;

/**
 * A callback for the end of a bio. Called once for each submission, with no lock held, by the
 * thread that completed the request. The callback may submit bios, including the one that ended,
 * and must not block. The queue reports an exception of the callback to the error sink; other bios
 * are not affected.
 */
@FunctionalInterface
public interface BioCallback {
  /**
   * Called when the bio has ended with {@link Bio#status}. The bio belongs to its submitter again.
   */
  void ended(Bio bio);
}
