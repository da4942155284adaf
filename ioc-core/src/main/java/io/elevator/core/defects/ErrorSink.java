package io.elevator.core.defects;

/**
 * Receives the defects that have no caller to be thrown at: those of an exit hook, of a job, of a
 * task that was abandoned. Any thread calls it, possibly with locks held. The sink of a block layer
 * is a {@link GuardedErrors}, which throws nothing and does not wait for the sink of the embedder
 * for long.
 */
@FunctionalInterface
public interface ErrorSink {
  /**
   * Receives a defect.
   *
   * @param place activity that failed, for the reader of a log
   * @param error exception that describes the defect
   */
  void report(String place, Throwable error);

  /**
   * Receives a defect whose place is given in parts. The caller joins no strings, so that a guard
   * that reports an {@link OutOfMemoryError} does not meet the next one.
   *
   * @param owner name of the queue or driver concerned, or the empty string
   * @param part extension that failed, such as {@code elevator bfq}, or the empty string
   * @param place activity that failed
   * @param error exception that describes the defect
   */
  default void report(String owner, String part, String place, Throwable error) {
    report(join(owner, part, place), error);
  }

  /**
   * Returns the parts of a place with colons between them.
   *
   * @param owner name of the queue or driver concerned, or the empty string
   * @param part extension that failed, or the empty string
   * @param place activity that failed
   */
  static String join(String owner, String part, String place) {
    String inner = part.isEmpty() ? place : part + ": " + place;
    return owner.isEmpty() ? inner : owner + ": " + inner;
  }
}
