package io.elevator.conformance;

import org.jspecify.annotations.Nullable;

/**
 * One line of a vector. Answers are kept as the text after {@code =>}, which is what a replay
 * compares.
 */
public sealed interface VectorEvent {
  /** Returns the line's number, from 1. */
  int line();

  /** Returns the recorded answer, or null for a line that has none. */
  default @Nullable String answer() {
    return null;
  }

  /** {@code N}: the clock is now at an instant, in nanoseconds. */
  record Clock(int line, long nanos) implements VectorEvent {}

  /**
   * {@code S}: a task submits a bio.
   *
   * @param id the request that it becomes, if it becomes one
   * @param opAndFlags see {@link io.elevator.api.BioFlags}
   * @param segments data segments of the bio
   * @param cpu the stripe it comes from
   * @param atHead whether it is inserted at the head
   */
  record Submit(
      int line,
      int id,
      String task,
      int opAndFlags,
      long sector,
      int sectors,
      int segments,
      int cpu,
      boolean atHead,
      String answer)
      implements VectorEvent {}

  /** {@code H}: has-work is asked. */
  record HasWork(int line, String answer) implements VectorEvent {}

  /** {@code D}: a dispatch is asked. */
  record Dispatch(int line, String answer) implements VectorEvent {}

  /** {@code C}: the drive completed a request. */
  record Complete(int line, int id) implements VectorEvent {}

  /** {@code R}: the drive gave a request back. */
  record GiveBack(int line, int id) implements VectorEvent {}

  /** {@code Z}: a request given back is started on the drive again. */
  record Restart(int line, int id) implements VectorEvent {}

  /** {@code I}: a request given back is inserted again, at the head. */
  record Reinsert(int line, int id, String answer) implements VectorEvent {}

  /** {@code L}: the depth limit is asked, for a task or for nobody in particular. */
  record Limit(int line, int opAndFlags, @Nullable String task, String answer)
      implements VectorEvent {}

  /** {@code A}: an attribute is written. */
  record Attribute(int line, String name, String value) implements VectorEvent {}

  /** {@code K}: a task begins, with an encoded priority, in a group or in the root. */
  record NewTask(int line, String task, int priority, @Nullable String group)
      implements VectorEvent {}

  /** {@code P}: a task's encoded priority changes. */
  record Priority(int line, String task, int priority) implements VectorEvent {}

  /** {@code X}: a task exits. */
  record Exit(int line, String task) implements VectorEvent {}

  /** {@code GRP}: a group begins below another; null is the root. */
  record NewGroup(int line, String group, @Nullable String parent, int weight)
      implements VectorEvent {}

  /** {@code W}: a group's weight is written. */
  record Weigh(int line, String group, int weight) implements VectorEvent {}

  /** {@code J}: a task moves to a group; null is the root. */
  record Join(int line, String task, @Nullable String group) implements VectorEvent {}

  /** {@code O}: a group is removed. */
  record RemoveGroup(int line, String group) implements VectorEvent {}

  /** {@code G}: the elevator asked for a run since the last event. */
  record QueueRun(int line) implements VectorEvent {}

  /** {@code #}: a note on the reference's inner state. */
  record Note(int line, String text) implements VectorEvent {}
}
