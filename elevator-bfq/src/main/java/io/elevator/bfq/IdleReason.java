package io.elevator.bfq;

import io.elevator.bfq.measure.Reason;

/** Why the drive was kept idle. */
enum IdleReason implements Reason {
  /** The user asked for guarantees at any price. */
  STRICT_GUARANTEES("strict-guarantees"),
  /** The queue is sequential and prompt: its next request is near. */
  THROUGHPUT("throughput"),
  /** The queue is raised above others. */
  RAISED("raised"),
  /** Weights, classes or groups differ. */
  ASYMMETRIC("asymmetric"),
  /** Nobody else has requests. */
  ALONE("alone");

  private final String label;

  IdleReason(String label) {
    this.label = label;
  }

  @Override
  public String label() {
    return label;
  }
}
