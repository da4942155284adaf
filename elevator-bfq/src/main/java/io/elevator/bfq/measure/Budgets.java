package io.elevator.bfq.measure;

/**
 * The bounds of budgets, in sectors, and how a queue's budget follows from how its last service
 * slot ended.
 */
public final class Budgets {

  private static final int DEFAULT_MAX = 16_384;
  private static final int MIN_DIVISOR = 32;
  private static final int STEADY_SLOTS = 194;

  private int slots;
  private int deviceMax = DEFAULT_MAX;
  private int userMax;

  /**
   * Another slot is given: an average that says whether there is enough history, 194 of at most
   * 249.
   */
  public void slotAssigned() {
    slots = (7 * slots + 256) / 8;
  }

  /** The maximum in force: the default until there is enough history. */
  public int max() {
    return slots < STEADY_SLOTS ? DEFAULT_MAX : deviceMax;
  }

  /** The minimum in force. */
  public int min() {
    return max() / MIN_DIVISOR;
  }

  /** What a new queue starts with. */
  public int initial() {
    return 2 * max() / 3;
  }

  /** The maximum of the device, whatever the history. */
  public int deviceMax() {
    return deviceMax;
  }

  /** The user's maximum, 0 for automatic. */
  public int userMax() {
    return userMax;
  }

  /** Sets a fixed maximum, or with 0 the automatic one. */
  public void setUserMax(int sectors, int automatic) {
    userMax = sectors;
    deviceMax = sectors == 0 ? automatic : sectors;
  }

  /** What the drive can do in one slot has changed: matters unless the user fixed the maximum. */
  public void setAutomaticMax(int sectors) {
    if (userMax == 0) {
      deviceMax = sectors;
    }
  }

  /** The limit put on a raised queue: small, so that it gets its turn often. */
  public int raised() {
    return 2 * min();
  }

  /**
   * A queue's new budget limit after a slot.
   *
   * @param old its limit so far
   * @param charged sectors charged in the slot
   * @param inFlight whether the drive still holds requests of the queue
   */
  public int afterSlot(
      int old, boolean sync, boolean raised, SlotEnd end, int charged, boolean inFlight) {
    int next;
    if (!sync) {
      next = deviceMax; // asynchronous writers want throughput, and only that
    } else if (raised) {
      next = raised();
    } else {
      int min = min();
      next =
          switch (end) {
            // Waiting for the drive, not thinking: a larger budget costs no throughput.
            case TOO_IDLE ->
                inFlight ? Math.min(2 * old, deviceMax) : old > 5 * min ? old - 4 * min : min;
            case BUDGET_TIMEOUT -> Math.min(2 * old, deviceMax);
            // Probably sequential and greedy.
            case BUDGET_EXHAUSTED -> Math.min(4 * old, deviceMax);
            case NO_MORE_REQUESTS -> Math.max(charged, min);
            case PREEMPTED -> old;
          };
    }
    return slots >= STEADY_SLOTS && userMax == 0 ? Math.min(next, deviceMax) : next;
  }

  /** Budgets assigned so far, as an average. */
  public int slots() {
    return slots;
  }
}
