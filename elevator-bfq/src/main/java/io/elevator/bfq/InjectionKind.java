package io.elevator.bfq;

import io.elevator.bfq.measure.Reason;

/** Whose request was served while the queue in service had none. */
enum InjectionKind implements Reason {
  /** The same task's asynchronous one. */
  OWN_ASYNC("own-async"),
  /** One of the queue whose completions wake the task. */
  WAKER("waker"),
  /** One of a queue that this one wakes. */
  WOKEN("woken"),
  /** Anybody's, within the measured limit. */
  ANYBODY("anybody");

  private final String label;

  InjectionKind(String label) {
    this.label = label;
  }

  @Override
  public String label() {
    return label;
  }
}
