package io.elevator.bfq.engine;

/**
 * Arithmetic of B-WF2Q+'s virtual time. Virtual times are unsigned 64-bit values in units of
 * sectors times 2^22 per unit of weight. They are compared by the sign of their difference, so they
 * may wrap around.
 */
public final class VirtualTime {

  private static final int SERVICE_SHIFT = 22;

  private VirtualTime() {}

  /** Returns true if {@code a} is strictly after {@code b}. */
  public static boolean isAfter(long a, long b) {
    return a - b > 0;
  }

  /**
   * Returns the virtual time of a service, rounded down.
   *
   * @param service service in sectors
   * @param weight weight, or sum of weights
   */
  public static long delta(long service, long weight) {
    long scaled = service << SERVICE_SHIFT;
    // Nearly always the cheaper signed division is enough. A negative (wrapped) service counts as
    // huge.
    return scaled >= 0 && weight > 0 ? scaled / weight : Long.divideUnsigned(scaled, weight);
  }
}
