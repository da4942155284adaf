package io.elevator.bfq.measure;

/**
 * The bounds of budgets in sectors, and the computation of a queue's next budget from the end of
 * its last service slot.
 */
public final class Budgets {

  private static final int DEFAULT_MAX = 16_384;
  private static final int MIN_DIVISOR = 32;
  private static final int STEADY_SLOTS = 194;

  private int slots;
  private int deviceMax = DEFAULT_MAX;
  private int userMax;

  /**
   * Counts a service slot in a moving average, which rises to 249 at most. From 194 on there is
   * enough history.
   */
  public void slotAssigned() {
    slots = (7 * slots + 256) / 8;
  }

  /** Returns the maximum in force, in sectors. Until there is enough history this is a default. */
  public int max() {
    return slots < STEADY_SLOTS ? DEFAULT_MAX : deviceMax;
  }

  /** Returns the minimum in force, in sectors. */
  public int min() {
    return max() / MIN_DIVISOR;
  }

  /** Returns the initial budget of a new queue, in sectors. */
  public int initial() {
    return 2 * max() / 3;
  }

  /** Returns the maximum for the drive, in sectors, even if there is not enough history yet. */
  public int deviceMax() {
    return deviceMax;
  }

  /** Returns the maximum that the user set, in sectors; 0 for automatic. */
  public int userMax() {
    return userMax;
  }

  /**
   * Sets the maximum that the user requests.
   *
   * @param sectors fixed maximum in sectors, or 0 for automatic
   * @param automatic automatic maximum in sectors
   */
  public void setUserMax(int sectors, int automatic) {
    userMax = sectors;
    deviceMax = sectors == 0 ? automatic : sectors;
  }

  /**
   * Sets the automatic maximum: the number of sectors that the drive transfers in one service slot.
   * Has no effect if the user set a fixed maximum.
   */
  public void setAutomaticMax(int sectors) {
    if (userMax == 0) {
      deviceMax = sectors;
    }
  }

  /**
   * Returns the budget limit of a raised queue, in sectors. It is small, so that such a queue is
   * served often.
   */
  public int raised() {
    return 2 * min();
  }

  /**
   * Returns the new budget limit of a queue after a service slot, in sectors.
   *
   * @param old previous limit in sectors
   * @param sync true if the queue is synchronous
   * @param raised true if the queue is raised
   * @param end reason for the end of the slot
   * @param charged number of sectors charged in the slot
   * @param inFlight true if requests of the queue are in flight
   */
  public int afterSlot(
      int old, boolean sync, boolean raised, SlotEnd end, int charged, boolean inFlight) {
    int next;
    if (!sync) {
      next = deviceMax; // asynchronous queues need only throughput
    } else if (raised) {
      next = raised();
    } else {
      int min = min();
      next =
          switch (end) {
            // If requests are in flight, the task waits for the drive and is not thinking, so a
            // larger budget costs no throughput.
            case TOO_IDLE ->
                inFlight ? Math.min(2 * old, deviceMax) : old > 5 * min ? old - 4 * min : min;
            case BUDGET_TIMEOUT -> Math.min(2 * old, deviceMax);
            // A queue that exhausts its budget is probably sequential and always has requests.
            case BUDGET_EXHAUSTED -> Math.min(4 * old, deviceMax);
            case NO_MORE_REQUESTS -> Math.max(charged, min);
            case PREEMPTED -> old;
          };
    }
    return slots >= STEADY_SLOTS && userMax == 0 ? Math.min(next, deviceMax) : next;
  }

  /** Returns the moving average of service slots; see {@link #slotAssigned}. */
  public int slots() {
    return slots;
  }
}
