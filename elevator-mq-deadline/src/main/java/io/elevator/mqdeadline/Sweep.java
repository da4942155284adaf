package io.elevator.mqdeadline;

import io.elevator.spi.Request;
import io.elevator.spi.RequestList;
import org.jspecify.annotations.Nullable;

/**
 * Chooses the next request. Requests are dispatched in batches of one direction, in order of their
 * sort keys. A batch begins at the oldest request if that request is overdue. One object serves the
 * whole queue: the three levels share direction, batch count and starvation count, as in Linux 6.1.
 * Guarded by the elevator's lock.
 */
final class Sweep {
  private final Level[] levels;
  private final Tunables tunables;

  private int direction = Level.WRITE;
  private int batch;
  private int starved;
  private Step step = Step.CONTINUED;
  private boolean aged;
  private boolean writesForced;

  /** The reason why a request was chosen. */
  enum Step {
    /** The request was inserted at the head. */
    HEAD("inserted at the head"),
    /** The request continues the current batch. */
    CONTINUED("batch continues"),
    /**
     * The request begins a batch at the cursor, which is where the last batch of its direction
     * ended.
     */
    RESUMED("sweep resumed"),
    /**
     * The request is the oldest of its direction and begins a batch, because the last sweep had
     * reached the end.
     */
    OLDEST("sweep begins at the oldest"),
    /** The request is the oldest of its direction and begins a batch, because it is overdue. */
    OVERDUE("deadline passed");

    private final String reason;

    Step(String reason) {
      this.reason = reason;
    }

    String reason() {
      return reason;
    }

    boolean beginsBatch() {
      return this != HEAD && this != CONTINUED;
    }
  }

  Sweep(Level[] levels, Tunables tunables) {
    this.levels = levels;
    this.tunables = tunables;
  }

  /** Returns the direction of the current batch. */
  int direction() {
    return direction;
  }

  /** Returns the number of requests dispatched in the current batch. */
  int batch() {
    return batch;
  }

  /**
   * Returns the number of batches of reads that were preferred over waiting writes since the last
   * batch of writes.
   */
  int starved() {
    return starved;
  }

  /** Returns the reason why the last request was chosen. */
  Step step() {
    return step;
  }

  /**
   * Returns whether the last request was chosen before requests of higher levels, because it had
   * waited longer than {@code prio_aging_expire}.
   */
  boolean isAged() {
    return aged;
  }

  /**
   * Returns whether the last request began a batch of writes although reads waited, because reads
   * had been preferred {@code writes_starved} times.
   */
  boolean isWritesForced() {
    return writesForced;
  }

  /**
   * Chooses the next request and removes it from its level.
   *
   * @param tick the current tick
   * @return the request, or null if none may be dispatched now
   */
  @Nullable Request next(long tick) {
    Request rq = nextAged(tick);
    aged = rq != null;
    if (aged) {
      return rq;
    }
    for (Level level : levels) {
      rq = nextOf(level, tick, tick);
      // queued() includes requests in flight, because a lower level waits until those of the higher
      // level have ended.
      if (rq != null || level.queued() != 0) {
        return rq;
      }
    }
    return null;
  }

  /**
   * Takes a request of a lower level that has waited longer than {@code prio_aging_expire}. Returns
   * null if there is none, or if fewer than two levels have requests.
   */
  private @Nullable Request nextAged(long tick) {
    int competing = 0;
    for (Level level : levels) {
      if (level.queued() != 0) {
        competing++;
      }
    }
    if (competing < 2) {
      return null;
    }
    long limit = tick - tunables.agingTicks();
    for (int i = 1; i < Level.COUNT; i++) {
      Request rq = nextOf(levels[i], limit, tick);
      if (rq != null) {
        return rq;
      }
    }
    return null;
  }

  /**
   * Takes the next request of a level, or returns null if that request was inserted after the
   * limit. Even if it returns null a new batch may have begun; the changes of direction and counts
   * remain, as in Linux 6.1.
   *
   * @param limit latest tick of insertion
   * @param tick the current tick
   */
  private @Nullable Request nextOf(Level level, long limit, long tick) {
    writesForced = false;
    Request first = level.head.first();
    if (first != null) {
      if (isTooYoung(first, limit)) {
        return null;
      }
      level.head.remove(first);
      step = Step.HEAD;
      return first;
    }
    Request rq = level.cursor(direction);
    if (rq != null && Integer.compareUnsigned(batch, tunables.fifoBatch()) < 0) {
      step = Step.CONTINUED;
    } else {
      rq = beginBatch(level, tick);
    }
    if (rq == null || isTooYoung(rq, limit)) {
      return null;
    }
    batch++;
    level.removeForDispatch(rq);
    return rq;
  }

  private @Nullable Request beginBatch(Level level, long tick) {
    int chosen = chooseDirection(level);
    Request oldest = level.fifo(chosen).first();
    if (oldest == null) {
      return null;
    }
    direction = chosen;
    batch = 0;
    Request resumed = level.cursor(chosen);
    if (resumed == null) {
      step = Step.OLDEST;
      return oldest;
    }
    if (DeadlineRequest.of(oldest).deadline - tick <= 0) {
      step = Step.OVERDUE;
      return oldest;
    }
    step = Step.RESUMED;
    return resumed;
  }

  /** Returns the direction of the next batch. Returns {@link Level#WRITE} if no request waits. */
  private int chooseDirection(Level level) {
    RequestList writes = level.fifo(Level.WRITE);
    if (level.isWaiting(Level.READ)) {
      if (writes.isEmpty() || Integer.compareUnsigned(starved++, tunables.writesStarved()) < 0) {
        return Level.READ;
      }
    }
    if (!writes.isEmpty()) {
      writesForced = starved != 0 && level.isWaiting(Level.READ);
      starved = 0;
    }
    return Level.WRITE;
  }

  /**
   * Returns true if a request was inserted after a limit, in ticks. The tick of insertion is
   * computed from the request's deadline and the current lifetime. A change of the lifetime
   * therefore shifts the age of all queued requests.
   */
  private boolean isTooYoung(Request rq, long limit) {
    long started = DeadlineRequest.of(rq).deadline - tunables.expireTicks(Level.directionOf(rq));
    return started - limit > 0;
  }
}
