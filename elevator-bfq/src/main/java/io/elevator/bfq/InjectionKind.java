package io.elevator.bfq;

import io.elevator.bfq.measure.Reason;

/** The kind of queue that was served while the queue in service had no request. */
enum InjectionKind implements Reason {
  /** The asynchronous queue that holds a request of the same task. */
  OWN_ASYNC(
      "own-async",
      "An asynchronous request of the task is served while the task's own queue has none."),
  /** The waker: the queue whose completions wake the task of the queue in service. */
  WAKER(
      "waker", "The queue is served in the turn of another one, whose task its completions wake."),
  /** A queue whose task is woken by completions of the queue in service. */
  WOKEN(
      "woken", "The queue is served in the turn of another one, whose completions wake its task."),
  /** Any queue, within the measured limit. */
  ANY_QUEUE(
      "anybody", "The queue is served in the turn of another one, within the measured limit.");

  private final String label;
  private final String meaning;

  InjectionKind(String label, String meaning) {
    this.label = label;
    this.meaning = meaning;
  }

  @Override
  public String label() {
    return label;
  }

  @Override
  public String meaning() {
    return meaning;
  }
}
