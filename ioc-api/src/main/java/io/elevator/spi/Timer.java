package io.elevator.spi;

/**
 * A one-shot timer that is created once and armed often. Arming allocates nothing; arming for a
 * later instant than before only writes a field. Thread-safe. The callback runs with no lock of the
 * core held: in real time on a worker thread, in virtual time in the event loop at exactly its
 * instant.
 */
public abstract class Timer {
  /** Called by the core only. */
  protected Timer() {}

  /** The work that a timer does when it fires. */
  @FunctionalInterface
  public interface Callback {
    /**
     * Called when the instant of the timer has come.
     *
     * @param now current time in nanoseconds, not before the instant for which the timer was armed
     */
    void fired(long now);
  }

  /**
   * Arms the timer for an instant and replaces any earlier arming. With an instant in the past the
   * timer fires at once, but not inside this call.
   *
   * @param nanos instant, in nanoseconds of {@link Clock#now}
   */
  public abstract void arm(long nanos);

  /**
   * Disarms the timer. A callback that has begun continues.
   *
   * @return whether the timer was armed
   */
  public abstract boolean cancel();

  /** Returns whether the timer is armed. */
  public abstract boolean isArmed();

  /**
   * Returns the instant for which the timer is armed, in nanoseconds of {@link Clock#now};
   * meaningless if the timer is not armed.
   */
  public abstract long expiryNanos();

  /**
   * Disarms the timer for good and waits for a callback in progress; does not wait if called from
   * that callback. Idempotent. The wait ends after 30 s at most; the callback is then reported as a
   * defect and continues.
   */
  public abstract void close();

  /**
   * Disarms the timer for good and waits for a callback in progress, up to a limit; does not wait
   * if called from that callback. Idempotent.
   *
   * @param nanos limit of the wait, in nanoseconds
   * @return whether no callback is in progress
   */
  public boolean close(long nanos) {
    close();
    return true;
  }
}
