package io.elevator.bfq;

import io.elevator.bfq.measure.Reason;

/** Why a queue is not raised any more. */
enum UnraiseReason implements Reason {
  /** It was raised long enough. */
  TIME("time", "Its weight is its own again: it was raised long enough."),
  /** It read more than a start-up does. */
  SERVICE("service", "Its weight is its own again: it has read more than a start-up does."),
  /** It belongs to a large burst: many tasks that start together want throughput. */
  LARGE_BURST(
      "large-burst",
      "Its weight is its own again: many tasks that start together want throughput."),
  /** It seeks too much for soft real-time. */
  SEEKY("seeky", "Its weight is its own again: it seeks too much for soft real-time."),
  /** Its tasks were merged into another queue. */
  MERGED("merged", "Its weight is its own again: its tasks were merged into another queue."),
  /** Its time ran out while it was merged. */
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
