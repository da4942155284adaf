package io.elevator.spi;

/**
 * A one-shot timer, made once and armed often: arming allocates nothing and costs little, arming it
 * later than before only writes a field. Thread-safe. The callback runs outside all locks of the
 * core, on a worker or, under a virtual clock, in the event loop at exactly its instant.
 */
public abstract class Timer {
  /** Only the core makes timers. */
  protected Timer() {}

  /** What a timer does when it fires. */
  @FunctionalInterface
  public interface Callback {
    /**
     * The instant has come.
     *
     * @param now the time, not before the instant the timer was armed for
     */
    void fired(long now);
  }

  /**
   * Arms it for an instant, in place of any earlier arming; an instant in the past fires at once,
   * never inside this call.
   */
  public abstract void arm(long nanos);

  /**
   * Disarms it. A callback that has begun goes on.
   *
   * @return whether it was armed
   */
  public abstract boolean cancel();

  /** Whether it is armed. */
  public abstract boolean isArmed();

  /** Returns the instant it is armed for; without meaning when it is not. */
  public abstract long expiryNanos();

  /**
   * Disarms it for good and waits for a callback in progress, unless called from it. Idempotent.
   * The wait has a limit of 30 s, after which the callback is reported and goes on.
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
