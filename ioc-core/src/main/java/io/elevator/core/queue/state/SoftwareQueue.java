package io.elevator.core.queue.state;

import io.elevator.spi.RequestList;

/**
 * The software queue of one stripe: the list in which the stripe's requests wait for a run, and the
 * signs by which a flooding stripe is recognised ({@link Staging}).
 *
 * <p>{@link #lock}, which is taken last, guards the list, the times of the last staging and turn,
 * and all writes of the other fields. {@link Staging} says which fields are read without it.
 */
public final class SoftwareQueue {
  final ShortLock lock = new ShortLock();
  final RequestList list = new RequestList();
  public volatile int pending;

  /** Instant until which runners leave the list alone; 0 if any of them may take it. */
  volatile long keptUntil;

  int piledUp;
  long lastStaged;
  long lastTurn;

  public boolean isFlooding() {
    return piledUp >= Staging.FLOOD;
  }

  /** Returns whether this stripe holds requests that the runner of another stripe may take now. */
  public boolean isOpen(long now) {
    return pending != 0 && keptUntil <= now;
  }

  public boolean isKeeping() {
    return keptUntil != 0 && pending != 0;
  }

  /** Lets any runner take the list; under the lock. */
  void open() {
    // A write only where there is something to change: others read it.
    if (keptUntil != 0) {
      keptUntil = 0;
    }
  }

  void add(QueueRequest rq, boolean atHead) {
    lock.lock();
    try {
      rq.place = Place.SOFTWARE;
      if (atHead) {
        list.addFirst(rq);
      } else {
        list.addLast(rq);
      }
      pending = list.size();
    } finally {
      lock.unlock();
    }
  }

  /** Adds a request to the batch; returns whether a run is to be asked for now. */
  public boolean stage(QueueRequest rq, long now) {
    lock.lock();
    try {
      int before = list.size();
      if (before > 0 && piledUp < Staging.FLOOD) {
        piledUp = now - lastStaged < Staging.KEPT_NANOS ? piledUp + 1 : Math.min(0, piledUp);
      }
      lastStaged = now;
      rq.place = Place.SOFTWARE;
      list.addLast(rq);
      pending = before + 1;
      if (piledUp < Staging.FLOOD || before + 1 >= Staging.MOST_KEPT) {
        open();
        return true;
      }
      if (before == 0) {
        keptUntil = now + Staging.KEPT_NANOS;
      }
      return before + 1 >= Staging.TOGETHER;
    } finally {
      lock.unlock();
    }
  }

  public void takeAll(RequestList into) {
    lock.lock();
    try {
      into.moveAllFrom(list);
      pending = 0;
      open();
    } finally {
      lock.unlock();
    }
  }

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
   * Counts a run of this stripe after one of another. To take turns within microseconds is to
   * flood, too: nothing waits for long, but with each turn the elevator changes processors.
   */
  void tookTurn(long now) {
    lock.lock();
    try {
      if (piledUp < Staging.FLOOD) {
        piledUp = now - lastTurn < Staging.TURN_NANOS ? piledUp + 1 : Math.min(0, piledUp);
      }
      lastTurn = now;
    } finally {
      lock.unlock();
    }
  }

  /** Ends the flooding of a stripe that has no other stripe to take turns with. */
  public void calm() {
    lock.lock();
    try {
      piledUp = Staging.FLOOD - Staging.FLOOD_AGAIN;
    } finally {
      lock.unlock();
    }
  }

  void releaseOverdue(long now) {
    if (isKeeping() && keptUntil <= now) {
      lock.lock();
      try {
        open();
        piledUp = Staging.MISTAKEN;
      } finally {
        lock.unlock();
      }
    }
  }
}
