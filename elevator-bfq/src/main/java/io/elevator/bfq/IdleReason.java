package io.elevator.bfq;

import io.elevator.bfq.measure.Reason;

/** The reason for which the drive was kept idle. */
enum IdleReason implements Reason {
  /** The attribute {@code strict_guarantees} is set. */
  STRICT_GUARANTEES(
      "strict-guarantees", "The drive is kept idle: guarantees are wanted at any price."),
  /**
   * The queue is sequential and its think time is short, so waiting for its next request increases
   * throughput.
   */
  THROUGHPUT(
      "throughput",
      "The drive is kept idle: the queue is sequential and prompt, its next request is near."),
  /** The weight of the queue is raised, and other queues or their requests compete with it. */
  RAISED("raised", "The drive is kept idle: the queue is raised above others."),
  /** Weights, classes or groups of the busy queues differ, so the queue would lose its share. */
  ASYMMETRIC(
      "asymmetric",
      "The drive is kept idle: weights, classes or groups differ, and its share would be lost."),
  /** The queue is the only busy one. */
  ALONE("alone", "The drive is kept idle: nobody else has requests.");

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
