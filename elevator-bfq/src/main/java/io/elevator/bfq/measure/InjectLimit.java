package io.elevator.bfq.measure;

/**
 * The injection limit of a queue: the number of requests that may be in flight while the queue is
 * in service and requests of other queues are injected. It is adapted by measuring whether
 * injection makes the next request of the queue slower.
 */
public final class InjectLimit {

  private static final long RESET_TICKS = 1000;
  private static final long CHANGE_GUARD_TICKS = 100;
  private static final long MEASURE_GUARD_TICKS = 10;

  private int limit;
  private long baseTime;
  private long decreaseTick;

  /**
   * Returns the limit: a request of another queue may be injected while fewer requests are in
   * flight.
   */
  public int limit() {
    return limit;
  }

  /**
   * Returns the service time of a request of the queue without injection, in nanoseconds; 0 if it
   * has not been measured.
   */
  public long baseTime() {
    return baseTime;
  }

  /** Forgets all measurements. */
  public void reset(boolean shortThinkTime, long tick) {
    baseTime = 0;
    limit = shortThinkTime ? 0 : 1;
    decreaseTick = tick;
  }

  /** Returns true if the last decrease or reset was so long ago that the limit must be reset. */
  public boolean isStale(long tick) {
    return decreaseTick + RESET_TICKS - tick <= 0;
  }

  /**
   * Returns true if the last decrease or reset was so long ago that a change of think time may
   * reset the limit.
   */
  public boolean mayFollowThinkTime(long tick) {
    return decreaseTick + CHANGE_GUARD_TICKS - tick <= 0;
  }

  /**
   * Returns true if the last decrease or reset was so long ago that a measurement is meaningful.
   */
  public boolean mayMeasure(long tick) {
    return decreaseTick + MEASURE_GUARD_TICKS - tick <= 0;
  }

  /**
   * Adapts limit and base time to the service time of a measured request.
   *
   * @param time service time in nanoseconds
   * @param injected true if requests of other queues were injected meanwhile
   * @param inDriver number of requests in flight, including the measured one
   * @param maxInDriver highest observed number of requests in flight; a limit above it is not
   *     increased
   * @param tick current tick
   */
  public void measured(long time, boolean injected, int inDriver, int maxInDriver, long tick) {
    int old = limit;
    if (baseTime > 0 && injected) {
      long threshold = (baseTime * 3) >> 1;
      if (time >= threshold) {
        if (old > 0) {
          limit--;
          decreaseTick = tick;
        }
      } else if (old <= maxInDriver) {
        limit++;
      }
    }
    boolean alone = inDriver == 1;
    if ((baseTime == 0 && alone) || time < baseTime) {
      if (baseTime == 0) {
        limit = Math.max(1, old);
      }
      baseTime = time;
    } else if (!injected && alone) {
      baseTime = time;
    }
  }

  /** Sets all values to those of another object. */
  public void copyFrom(InjectLimit other) {
    limit = other.limit;
    baseTime = other.baseTime;
    decreaseTick = other.decreaseTick;
  }
}
