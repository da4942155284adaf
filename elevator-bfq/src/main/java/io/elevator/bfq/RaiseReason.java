package io.elevator.bfq;

import io.elevator.bfq.measure.Reason;

/** Why a queue was raised. */
enum RaiseReason implements Reason {
  /** It starts, or comes back after a long time: a user may be waiting. */
  INTERACTIVE(
      "interactive",
      "Its weight is raised: it starts, or comes back after a long time, so a user may be waiting."),
  /** It came back so while it was still raised. */
  INTERACTIVE_AGAIN(
      "interactive-again", "Its weight stays raised: it came back as if a user were waiting."),
  /** It asks for a moderate bandwidth in regular steps. */
  SOFT_REAL_TIME(
      "soft-real-time", "Its weight is raised: it asks for a moderate bandwidth in regular steps."),
  /** Asynchronous requests have waited long beside raised queues. */
  ASYNC_STARVED(
      "async-starved",
      "Its weight is raised: its asynchronous requests have waited long beside raised queues."),
  /** Its tasks were merged into it from a raised queue. */
  INHERITED("inherited", "Its weight is raised: tasks of a raised queue were merged into it."),
  /** It was raised before it was merged, and has split. */
  RESUMED("resumed", "Its weight is raised again: it was so before it was merged, and has split.");

  private final String label;
  private final String meaning;

  RaiseReason(String label, String meaning) {
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
