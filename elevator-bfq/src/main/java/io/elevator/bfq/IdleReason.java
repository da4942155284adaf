package io.elevator.bfq;

import io.elevator.bfq.measure.Reason;

/** Why the drive was kept idle. */
enum IdleReason implements Reason {
  /** The user asked for guarantees at any price. */
  STRICT_GUARANTEES(
      "strict-guarantees", "The drive is kept idle: guarantees are wanted at any price."),
  /** The queue is sequential and prompt: its next request is near. */
  THROUGHPUT(
      "throughput",
      "The drive is kept idle: the queue is sequential and prompt, its next request is near."),
  /** The queue is raised above others. */
  RAISED("raised", "The drive is kept idle: the queue is raised above others."),
  /** Weights, classes or groups differ. */
  ASYMMETRIC(
      "asymmetric",
      "The drive is kept idle: weights, classes or groups differ, and its share would be lost."),
  /** Nobody else has requests. */
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
