package io.elevator.bfq;

import io.elevator.bfq.measure.Reason;

/** The kind of queue that was served while the queue in service had no request. */
enum InjectionKind implements Reason {
  /** The asynchronous queue that holds a request of the same task. */
  OWN_ASYNC(
      "own-async", "While its turn has no request, its own task's asynchronous one is served."),
  /** The waker: the queue whose completions wake the task of the queue in service. */
  WAKER("waker", "It is served in the turn of a queue that its completions wake."),
  /** A queue whose task is woken by completions of the queue in service. */
  WOKEN("woken", "It is served in the turn of a queue that wakes it."),
  /** Any queue, within the measured limit. */
  ANY_QUEUE("anybody", "It is served in another's turn, within the measured limit.");

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
