package io.elevator.bfq;

import io.elevator.bfq.measure.Reason;

/** The reason for which the weight raising of a queue ended. */
enum UnraiseReason implements Reason {
  /** The maximum duration of the raising has passed. */
  TIME("time", "Its weight is its own again: it was raised long enough."),
  /** The queue transferred more than the start of an application does. */
  SERVICE("service", "Its weight is its own again: it has read more than a start-up does."),
  /** The queue belongs to a large burst: many tasks that start together want throughput. */
  LARGE_BURST(
      "large-burst",
      "Its weight is its own again: many tasks that start together want throughput."),
  /** The requests of the queue are too far apart for a soft real-time task. */
  SEEKY("seeky", "Its weight is its own again: it seeks too much for soft real-time."),
  /** The queue was merged into another one. */
  MERGED("merged", "Its weight is its own again: its tasks were merged into another queue."),
  /** The maximum duration of the raising passed while the queue was merged. */
  EXPIRED_WHILE_MERGED(
      "expired-while-merged", "Its weight is its own: the time ran out while it was merged."),
  /** {@code low_latency} was switched off. */
  LOW_LATENCY_OFF("low-latency-off", "Its weight is its own again: low_latency was switched off.");

  private final String label;
  private final String meaning;

  UnraiseReason(String label, String meaning) {
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
