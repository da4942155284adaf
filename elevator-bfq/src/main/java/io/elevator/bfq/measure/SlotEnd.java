package io.elevator.bfq.measure;

/** Why a queue's service slot ended. */
public enum SlotEnd implements Reason {
  /** The drive was kept idle for the queue and no request came. */
  TOO_IDLE("too-idle"),
  /** The slot lasted too long. */
  BUDGET_TIMEOUT("budget-timeout"),
  /** The next request no longer fits. */
  BUDGET_EXHAUSTED("budget-exhausted"),
  /** Nothing queued, and waiting is not worth while. */
  NO_MORE_REQUESTS("no-more-requests"),
  /** Another queue has to be served first. */
  PREEMPTED("preempted");

  private final String label;

  SlotEnd(String label) {
    this.label = label;
  }

  @Override
  public String label() {
    return label;
  }
}
