package io.elevator.core.queue;

import io.elevator.spi.RequestList;

/**
 * The software queue of one stripe, and under an elevator the staging area of its submitters.
 *
 * <p>A stripe floods when its submitters go on although what they left before still waits, or when
 * it takes turns with another every few microseconds. From then on its requests are kept together
 * and run for by the stripe itself, {@value #TOGETHER} at a time, instead of one by one by whoever
 * runs: a request is then served by the processor that has it in its cache, and the elevator
 * changes processors once for many. What is kept is looked after: by the stripe's next submission,
 * by who runs after {@value #KEPT_NANOS} ns, by the hardware queue's timer should nobody come, at
 * once when the stripe has to wait for a tag or its thread for a bio; and a stripe that stopped
 * with requests kept is not taken to flood again for long.
 *
 * <p>{@code list}, the times of the last staging and turn, and all writes are guarded by {@link
 * #lock}, a leaf. Read without: {@code pending} and {@code keptUntil} by who runs, where a stale
 * answer only means that the list is met at the next run, which every addition that is not kept is
 * followed by; {@code piledUp} by submitters, to whom it is a hint.
 */
final class SoftwareQueue {
  /** How many requests a flooding stripe keeps together before it asks for a run. */
  static final int TOGETHER = 16;

  /** How many are kept at most; from here on they are everybody's. */
  static final int MOST_KEPT = 8 * TOGETHER;

  /** How long what is kept is left to its stripe by others who run, in nanoseconds. */
  static final long KEPT_NANOS = 50_000;

  /** Turns closer to each other than this, in nanoseconds, count as a sign of flooding. */
  static final long TURN_NANOS = 4_000;

  /** Stagings on top of one that still waits, or turns, after which a stripe is taken to flood. */
  static final int FLOOD = 64;

  /** The same when it flooded a moment ago. */
  private static final int FLOOD_AGAIN = 8;

  /** What is set off against that when a stripe stopped after all, with requests kept. */
  private static final int MISTAKEN = -1024;

  final ShortLock lock = new ShortLock();
  final RequestList list = new RequestList();
  private volatile int pending;

  /** Until when those who run leave the list alone; 0 if it is everybody's. */
  private volatile long keptUntil;

  private int piledUp;
  private long lastStaged;
  private long lastTurn;

  /** Whether it holds anything. */
  boolean hasPending() {
    return pending != 0;
  }

  /** Returns how many requests it holds; a moving picture. */
  int size() {
    return pending;
  }

  /** Notes how many it holds, after a change; under the lock. */
  void changed() {
    pending = list.size();
  }

  /** Whether its requests are kept together. */
  boolean isFlooding() {
    return piledUp >= FLOOD;
  }

  /** Whether it holds what is kept. */
  boolean isKeeping() {
    return keptUntil != 0 && pending != 0;
  }

  /** Whether it holds something that who runs at this time may take. */
  boolean isOpen(long now) {
    return pending != 0 && keptUntil <= now;
  }

  /**
   * Adds a request for whoever runs, or keeps it.
   *
   * @return whether a run is to be asked for now
   */
  boolean stage(QueueRequest rq, long now) {
    lock.lock();
    try {
      int before = list.size();
      if (before > 0 && piledUp < FLOOD) {
        piledUp = now - lastStaged < KEPT_NANOS ? piledUp + 1 : Math.min(0, piledUp);
      }
      lastStaged = now;
      rq.place = Place.SOFTWARE;
      list.addLast(rq);
      pending = before + 1;
      if (piledUp < FLOOD || before + 1 >= MOST_KEPT) {
        open();
        return true;
      }
      if (before == 0) {
        keptUntil = now + KEPT_NANOS;
      }
      return before + 1 >= TOGETHER;
    } finally {
      lock.unlock();
    }
  }

  /** Moves everything to the end of another list. */
  void takeAll(RequestList into) {
    lock.lock();
    try {
      into.moveAllFrom(list);
      pending = 0;
      open();
    } finally {
      lock.unlock();
    }
  }

  /** Makes its requests everybody's: the stripe is going to wait. */
  void release() {
    if (keptUntil != 0) {
      lock.lock();
      try {
        open();
      } finally {
        lock.unlock();
      }
    }
  }

  /**
   * It runs after another did. To take turns within microseconds is to flood, too: nothing waits
   * for long, but with each turn the elevator changes processors.
   */
  void alternated(long now) {
    lock.lock();
    try {
      if (piledUp < FLOOD) {
        piledUp = now - lastTurn < TURN_NANOS ? piledUp + 1 : Math.min(0, piledUp);
      }
      lastTurn = now;
    } finally {
      lock.unlock();
    }
  }

  /** It ran several times with nobody between, so it has no reason to keep requests together. */
  void calm() {
    if (isFlooding()) {
      lock.lock();
      try {
        piledUp = FLOOD - FLOOD_AGAIN;
      } finally {
        lock.unlock();
      }
    }
  }

  /** Makes everybody's what was kept for too long, as the stripe submits no more. */
  void releaseOverdue(long now) {
    if (isKeeping() && keptUntil <= now) {
      lock.lock();
      try {
        open();
        piledUp = MISTAKEN;
      } finally {
        lock.unlock();
      }
    }
  }

  private void open() {
    // A write only where there is something to change: others read it.
    if (keptUntil != 0) {
      keptUntil = 0;
    }
  }
}
