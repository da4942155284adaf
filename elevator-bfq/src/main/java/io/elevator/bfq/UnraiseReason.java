package io.elevator.bfq;

import io.elevator.bfq.measure.Reason;

/** The reason why the weight raising of a queue ended. */
enum UnraiseReason implements Reason {
  /** The maximum duration of the raising has passed. */
  TIME("time", "The raising of the queue ends: it was raised long enough."),
  /** The queue transferred more than the start of an application does. */
  SERVICE("service", "The raising of the queue ends: it has read more than a start-up does."),
  /** The queue belongs to a large burst: many tasks that start together want throughput. */
  LARGE_BURST(
      "large-burst",
      "The raising of the queue ends: many tasks that start together want throughput."),
  /** The requests of the queue are too far apart for a soft real-time task. */
  SEEKY("seeky", "The raising of the queue ends: it seeks too much for soft real-time."),
  /** The queue was merged into another one. */
  MERGED("merged", "The raising of the queue ends: its tasks were merged into another queue."),
  /** The maximum duration of the raising ended while the queue was merged into another one. */
  EXPIRED_WHILE_MERGED(
      "expired-while-merged",
      "The raising of the queue ends: its time ran out while it was merged."),
  /** {@code low_latency} was switched off. */
  LOW_LATENCY_OFF(
      "low-latency-off", "The raising of the queue ends: low_latency was switched off.");

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
