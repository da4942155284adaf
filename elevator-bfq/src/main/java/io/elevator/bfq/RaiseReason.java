package io.elevator.bfq;

import io.elevator.bfq.measure.Reason;

/** The reason why the weight of a queue was raised. */
enum RaiseReason implements Reason {
  /**
   * The queue starts, or becomes busy after a long idle time; in both cases a user may be waiting.
   */
  INTERACTIVE(
      "interactive",
      "The weight of the queue is raised: it starts, or comes back after a long time, so a user may"
          + " be waiting."),
  /** The queue became busy after a long idle time while its weight was still raised. */
  INTERACTIVE_AGAIN(
      "interactive-again",
      "The weight of the queue stays raised: it came back as if a user were waiting."),
  /** The queue needs a moderate bandwidth at regular intervals. */
  SOFT_REAL_TIME(
      "soft-real-time",
      "The weight of the queue is raised: it needs a moderate bandwidth at regular intervals."),
  /** Asynchronous requests of the queue have waited long while other queues were raised. */
  ASYNC_STARVED(
      "async-starved",
      "The weight of the queue is raised: its asynchronous requests have waited long beside raised"
          + " queues."),
  /** A raised queue was merged into the queue. */
  INHERITED("inherited", "The weight of the queue is raised: a raised queue was merged into it."),
  /**
   * The queue was raised before it was merged into a shared queue, and has now been split off
   * again.
   */
  RESUMED(
      "resumed",
      "The weight of the queue is raised again: it was raised before it was merged and split off.");

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
