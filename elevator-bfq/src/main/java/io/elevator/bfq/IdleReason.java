package io.elevator.bfq;

import io.elevator.bfq.measure.Reason;

/** The reason why the drive was kept idle. */
enum IdleReason implements Reason {
  /** The attribute {@code strict_guarantees} is set. */
  STRICT_GUARANTEES("strict-guarantees", "The drive is kept idle: strict_guarantees is set."),
  /**
   * The queue is sequential and its think time is short, so waiting for its next request increases
   * throughput.
   */
  THROUGHPUT(
      "throughput",
      "The drive is kept idle: the queue is sequential, and its next request is expected soon."),
  /** The weight of the queue is raised, and other queues or their requests compete with it. */
  RAISED(
      "raised",
      "The drive is kept idle: the weight of the queue is raised, and others compete with it."),
  /** Weights, classes or groups of the busy queues differ, so the queue would lose its share. */
  ASYMMETRIC(
      "asymmetric",
      "The drive is kept idle: weights, classes or groups differ, and idling keeps the shares."),
  /** The queue is the only busy one. */
  ALONE("alone", "The drive is kept idle: no other queue has requests.");

  private final String label;
  private final String meaning;

  IdleReason(String label, String meaning) {
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
