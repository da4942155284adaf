package io.elevator.core.defects;

/**
 * Receives the defects that cannot be thrown at a caller: those of an exit hook, a job, or an
 * abandoned task. Any thread may call it, possibly with locks held. The sink of a block layer is a
 * {@link GuardedErrors}, which throws nothing and waits only briefly for the embedder's sink.
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
   * Receives a defect whose place is given in parts. The caller concatenates no strings, so a guard
   * can report an {@link OutOfMemoryError} without causing another one.
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
   * Returns the parts of a place, separated by colons; empty parts are omitted.
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
