package io.elevator.conformance;

import org.jspecify.annotations.Nullable;

/**
 * One line of a vector. An answer is stored as the text after {@code =>}, which a replay compares.
 */
public sealed interface VectorEvent {
  /** Returns the number of the line, from 1. */
  int line();

  /** Returns the recorded answer, or null if the line has none. */
  default @Nullable String answer() {
    return null;
  }

  /** {@code N}: sets the clock to a time, in nanoseconds. */
  record Clock(int line, long nanos) implements VectorEvent {}

  /**
   * {@code S}: a task submits a bio.
   *
   * @param line number of the line
   * @param id number of the request that the bio becomes, unless it is merged
   * @param task name of the task
   * @param opAndFlags operation and flags, see {@link io.elevator.api.BioFlags}
   * @param sector first sector
   * @param sectors length in sectors
   * @param segments number of data segments of the bio
   * @param cpu stripe from which it is submitted
   * @param atHead whether it is inserted at the head
   * @param answer recorded answer
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

  /** {@code H}: the elevator is asked whether it has work. */
  record HasWork(int line, String answer) implements VectorEvent {}

  /** {@code D}: the elevator is asked for a dispatch. */
  record Dispatch(int line, String answer) implements VectorEvent {}

  /** {@code C}: the drive has completed a request. */
  record Complete(int line, int id) implements VectorEvent {}

  /** {@code R}: the drive has given a request back to the queue. */
  record GiveBack(int line, int id) implements VectorEvent {}

  /** {@code Z}: the drive starts a request again that it had given back to the queue. */
  record Restart(int line, int id) implements VectorEvent {}

  /**
   * {@code I}: a request that the drive had given back to the queue is inserted again, at the head.
   */
  record Reinsert(int line, int id, String answer) implements VectorEvent {}

  /**
   * {@code L}: the elevator is asked for the depth limit of a task. If the task is null, no
   * particular task is meant.
   */
  record Limit(int line, int opAndFlags, @Nullable String task, String answer)
      implements VectorEvent {}

  /** {@code A}: an attribute is written. */
  record Attribute(int line, String name, String value) implements VectorEvent {}

  /**
   * {@code K}: a task begins, with an encoded priority, in a group. A group of null is the root
   * group.
   */
  record NewTask(int line, String task, int priority, @Nullable String group)
      implements VectorEvent {}

  /** {@code P}: the encoded priority of a task changes. */
  record Priority(int line, String task, int priority) implements VectorEvent {}

  /** {@code X}: a task exits. */
  record Exit(int line, String task) implements VectorEvent {}

  /** {@code GRP}: a group is created below a parent. A parent of null is the root group. */
  record NewGroup(int line, String group, @Nullable String parent, int weight)
      implements VectorEvent {}

  /** {@code W}: the weight of a group is written. */
  record Weigh(int line, String group, int weight) implements VectorEvent {}

  /** {@code J}: a task moves to a group. A group of null is the root group. */
  record Join(int line, String task, @Nullable String group) implements VectorEvent {}

  /** {@code O}: a group is removed. */
  record RemoveGroup(int line, String group) implements VectorEvent {}

  /** {@code G}: the elevator has asked for a run since the last event. */
  record QueueRun(int line) implements VectorEvent {}

  /** {@code #}: a note about the internal state of Linux 6.1. */
  record Note(int line, String text) implements VectorEvent {}
}
