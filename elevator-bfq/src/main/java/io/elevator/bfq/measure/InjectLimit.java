package io.elevator.bfq.measure;

/**
 * How many requests of others may be in the drive while a queue is served and has none: found by
 * measuring whether injecting makes the queue's own next request slower.
 */
public final class InjectLimit {

  private static final long RESET_TICKS = 1000;
  private static final long CHANGE_GUARD_TICKS = 100;
  private static final long MEASURE_GUARD_TICKS = 10;

  private int limit;
  private long baseTime;
  private long decreaseTick;

  /** Requests in the drive up to which others may be served. */
  public int limit() {
    return limit;
  }

  /** Service time of a request of the queue without injection, ns; 0 when not measured. */
  public long baseTime() {
    return baseTime;
  }

  /** Starts over. */
  public void reset(boolean shortThinkTime, long tick) {
    baseTime = 0;
    limit = shortThinkTime ? 0 : 1;
    decreaseTick = tick;
  }

  /** What was learnt is old. */
  public boolean isStale(long tick) {
    return decreaseTick + RESET_TICKS - tick <= 0;
  }

  /** No decrease for a while: a change of think time may start over. */
  public boolean mayFollowThinkTime(long tick) {
    return decreaseTick + CHANGE_GUARD_TICKS - tick <= 0;
  }

  /** No decrease just now: a measurement says something. */
  public boolean mayMeasure(long tick) {
    return decreaseTick + MEASURE_GUARD_TICKS - tick <= 0;
  }

  /**
   * A measured request has completed after {@code time} ns.
   *
   * @param injected others were served meanwhile
   * @param inDriver requests in the drive, the measured one included
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

  /** Takes over another record. */
  public void copyFrom(InjectLimit other) {
    limit = other.limit;
    baseTime = other.baseTime;
    decreaseTick = other.decreaseTick;
  }
}
