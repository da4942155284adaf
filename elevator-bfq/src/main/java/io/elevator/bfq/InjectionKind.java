package io.elevator.bfq;

import io.elevator.bfq.measure.Reason;

/** Whose request was served while the queue in service had none. */
enum InjectionKind implements Reason {
  /** The same task's asynchronous one. */
  OWN_ASYNC(
      "own-async", "While its turn has no request, its own task's asynchronous one is served."),
  /** One of the queue whose completions wake the task. */
  WAKER("waker", "It is served in the turn of a queue that its completions wake."),
  /** One of a queue that this one wakes. */
  WOKEN("woken", "It is served in the turn of a queue that wakes it."),
  /** Anybody's, within the measured limit. */
  ANYBODY("anybody", "It is served in another's turn, within the measured limit.");

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
