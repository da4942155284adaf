package io.elevator.api;

/**
 * Told that a bio has ended. Called once for each submission, outside all locks, by the thread that
 * completed the request; it may submit again, the same bio included. An exception from it is
 * reported to the queue's error sink and harms nobody else. It must not block.
 */
@FunctionalInterface
public interface BioCallback {
  /** The bio has ended with {@link Bio#status}; it belongs to its submitter again. */
  void ended(Bio bio);
}
