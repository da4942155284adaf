package io.elevator.bfq.measure;

/** The reason why the service slot of a queue ended. */
public enum SlotEnd implements Reason {
  /** The drive was kept idle for the queue, and no request arrived. */
  TOO_IDLE(
      "too-idle",
      "The turn of the queue ends: the drive was kept idle for it, and no request came."),
  /** The slot lasted too long. */
  BUDGET_TIMEOUT("budget-timeout", "The turn of the queue ends: it lasted too long."),
  /** The next request does not fit into the remaining budget. */
  BUDGET_EXHAUSTED(
      "budget-exhausted",
      "The turn of the queue ends: the next request no longer fits into the budget."),
  /** The queue has no request, and idling for it is not worthwhile. */
  NO_MORE_REQUESTS(
      "no-more-requests",
      "The turn of the queue ends: nothing is queued, and idling is not worthwhile."),
  /** Another queue has to be served first. */
  PREEMPTED("preempted", "The turn of the queue ends: another queue has to be served first.");

  private final String label;
  private final String meaning;

  SlotEnd(String label, String meaning) {
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
