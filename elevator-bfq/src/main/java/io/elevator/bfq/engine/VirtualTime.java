package io.elevator.bfq.engine;

/**
 * Arithmetic of B-WF2Q+'s virtual time: unsigned 64-bit values, compared by the sign of their
 * difference so that they may wrap, in units of sectors times 2^22 per unit of weight.
 */
public final class VirtualTime {

  private static final int SERVICE_SHIFT = 22;

  private VirtualTime() {}

  /** Whether {@code a} is strictly after {@code b}. */
  public static boolean isAfter(long a, long b) {
    return a - b > 0;
  }

  /** The virtual time that {@code service} sectors take at {@code weight}, truncated. */
  public static long delta(long service, long weight) {
    long scaled = service << SERVICE_SHIFT;
    // The usual case keeps the cheap signed division; a negative (wrapped) service counts as huge.
    return scaled >= 0 && weight > 0 ? scaled / weight : Long.divideUnsigned(scaled, weight);
  }
}
