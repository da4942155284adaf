package io.elevator.fairway;

/**
 * Limits the cost of the requests in the drive. Never closed while nothing is in the drive, so it
 * needs no timer. Urgent requests have a reserve of a quarter of the window, however full the
 * window is: a single long request may be longer than the whole window. Guarded by the elevator's
 * lock.
 */
final class Window {
  private long inFlight;
  private long urgent;
  private boolean waits;

  /**
   * Returns whether a request may be dispatched.
   *
   * @param limit limit of the cost, in bytes
   * @param isUrgent whether the request may use the reserve
   */
  boolean isOpen(long limit, boolean isUrgent) {
    return inFlight == 0 || inFlight < limit || (isUrgent && urgent < Math.max(limit >> 2, 1));
  }

  /** Returns the cost in the drive. */
  long inFlight() {
    return inFlight;
  }

  /** Adds the cost of a dispatched request, or subtracts that of one that left the drive. */
  void add(long cost, boolean isUrgent) {
    inFlight += cost;
    if (isUrgent) {
      urgent += cost;
    }
  }

  /** Records that a request was withheld, and so a run must be asked for. */
  void withheld() {
    waits = true;
  }

  /** Returns whether a run has to be asked for now that the cost has fallen; once. */
  boolean takeRun(long limit) {
    boolean due = waits && isOpen(limit, true);
    if (due) {
      waits = false;
    }
    return due;
  }
}
