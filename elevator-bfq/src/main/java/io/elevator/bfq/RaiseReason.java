package io.elevator.bfq;

import io.elevator.bfq.measure.Reason;

/** Why a queue was raised. */
enum RaiseReason implements Reason {
  /** It starts, or comes back after a long time: a user may be waiting. */
  INTERACTIVE("interactive"),
  /** It came back so while it was still raised. */
  INTERACTIVE_AGAIN("interactive-again"),
  /** It asks for a moderate bandwidth in regular steps. */
  SOFT_REAL_TIME("soft-real-time"),
  /** Asynchronous requests have waited long beside raised queues. */
  ASYNC_STARVED("async-starved"),
  /** Its tasks were merged into it from a raised queue. */
  INHERITED("inherited"),
  /** It was raised before it was merged, and has split. */
  RESUMED("resumed");

  private final String label;

  RaiseReason(String label) {
    this.label = label;
  }

  @Override
  public String label() {
    return label;
  }
}
