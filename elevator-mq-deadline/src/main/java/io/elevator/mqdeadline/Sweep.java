package io.elevator.mqdeadline;

import io.elevator.spi.Request;
import io.elevator.spi.RequestList;
import org.jspecify.annotations.Nullable;

/**
 * Which request goes next: batches of one direction, swept by sector, begun at the oldest request
 * when that is overdue. One for the whole queue: direction, batch and starvation counts are common
 * to the three levels, as in Linux 6.1. Guarded by the elevator's lock.
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

  /** How the request chosen last came to be chosen. */
  enum Step {
    /** It was inserted at the head. */
    HEAD("inserted at the head"),
    /** It continues the batch. */
    CONTINUED("batch continues"),
    /** It begins a batch where the sweep in its direction had got to. */
    RESUMED("sweep resumed"),
    /** It begins a batch as the oldest of its direction: there was nothing to resume. */
    OLDEST("sweep begins at the oldest"),
    /** It begins a batch as the oldest of its direction, which is overdue. */
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

  /** Returns the direction of the last batch. */
  int direction() {
    return direction;
  }

  /** Returns how many requests of the current batch were handed out. */
  int batch() {
    return batch;
  }

  /** Returns how often reads were preferred over waiting writes since the last batch of writes. */
  int starved() {
    return starved;
  }

  /** Returns how the request chosen last came to be chosen. */
  Step step() {
    return step;
  }

  /** Returns whether the request chosen last went before a higher level, as it had waited long. */
  boolean isAged() {
    return aged;
  }

  /** Returns whether the request chosen last began writing though reads waited, as it was time. */
  boolean isWritesForced() {
    return writesForced;
  }

  /**
   * Takes the next request out of its level.
   *
   * @param tick the current tick
   * @return the request, or null if none may go now
   */
  @Nullable Request next(long tick) {
    Request rq = nextAged(tick);
    aged = rq != null;
    if (aged) {
      return rq;
    }
    for (Level level : levels) {
      rq = nextOf(level, tick, tick);
      // The figure counts requests at the drive too: a lower level waits for a higher one to end.
      if (rq != null || level.queued() != 0) {
        return rq;
      }
    }
    return null;
  }

  /** Asks the lower levels for what has waited too long, while levels compete. */
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
   * Takes the next request out of a level unless it came after the limit. Even then a new batch has
   * begun: direction and counts stay changed, as in the reference.
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
    level.removeChosen(rq);
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

  /** Returns the direction of the next batch; write, if nothing waits at all. */
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
   * Whether a request came after the limit, reckoned back from its deadline by the lifetime in
   * force now: a change of the lifetime shifts the age of everything that is queued.
   */
  private boolean isTooYoung(Request rq, long limit) {
    long started = DeadlineRequest.of(rq).deadline - tunables.expireTicks(Level.directionOf(rq));
    return started - limit > 0;
  }
}
