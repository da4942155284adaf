package io.elevator.bfq;

import io.elevator.bfq.measure.Reason;

/** Why a queue is not raised any more. */
enum UnraiseReason implements Reason {
  /** It was raised long enough. */
  TIME("time"),
  /** It read more than a start-up does. */
  SERVICE("service"),
  /** It belongs to a large burst: many tasks that start together want throughput. */
  LARGE_BURST("large-burst"),
  /** It seeks too much for soft real-time. */
  SEEKY("seeky"),
  /** Its tasks were merged into another queue. */
  MERGED("merged"),
  /** Its time ran out while it was merged. */
  EXPIRED_WHILE_MERGED("expired-while-merged"),
  /** {@code low_latency} was switched off. */
  LOW_LATENCY_OFF("low-latency-off");

  private final String label;

  UnraiseReason(String label) {
    this.label = label;
  }

  @Override
  public String label() {
    return label;
  }
}
