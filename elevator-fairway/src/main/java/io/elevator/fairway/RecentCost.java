package io.elevator.fairway;

/**
 * The cost that was dispatched in about the last 100 ms: that of the present period of 100 ms, and
 * of the period before as far as it is not yet 100 ms ago. Guarded by the elevator's lock.
 */
final class RecentCost {
  /** Length of a period, in nanoseconds. */
  static final long PERIOD_NANOS = 100_000_000;

  private long periodStart;
  private long current;
  private long previous;

  /** Adds a cost at an instant; instants never decrease. */
  void add(long cost, long now) {
    advance(now);
    current += cost;
  }

  /** Returns the cost of the last 100 ms before an instant. */
  long get(long now) {
    advance(now);
    long left = PERIOD_NANOS - (now - periodStart);
    return current + (long) (previous * ((double) left / PERIOD_NANOS));
  }

  private void advance(long now) {
    long passed = now - periodStart;
    if (passed < PERIOD_NANOS) {
      return;
    }
    previous = passed < 2 * PERIOD_NANOS ? current : 0;
    current = 0;
    periodStart = now - passed % PERIOD_NANOS;
  }
}
