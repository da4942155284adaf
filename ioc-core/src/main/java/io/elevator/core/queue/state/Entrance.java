package io.elevator.core.queue.state;

import io.elevator.core.queue.tags.StripedCounter;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The usage counter of a queue, and the freeze that waits until it is zero. Each allocated request
 * and each bio on its way to a request holds one unit.
 *
 * <p>A thread adds a unit (a full fence) before it reads {@code shut}, and a freeze writes {@code
 * shut} (volatile) before it sums the cells. So either the entering thread sees the freeze, or the
 * freeze sees the unit. A unit is given back to the cell from which it came, so no cell is
 * negative. After {@code shut} is set, cells only fall, except for the short time in which a thread
 * that is turned back holds a unit; such a thread then looks for waiters, as each thread does that
 * leaves a shut queue. A thread that is turned back must not count as outstanding when the queue
 * was found empty before; {@link #empty} records that. {@link #lock}, which is taken last, guards
 * {@code empty}, the depth and the death, which are read without it.
 */
public final class Entrance {
  private final StripedCounter units;
  private final Gate gate;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile boolean shut;
  private volatile boolean dead;

  /**
   * Whether no unit has been in use at some moment since the entrance was shut. Threads that are
   * turned back do not count from then on.
   */
  private volatile boolean empty;

  private int depth;

  public Entrance(int stripes, Gate gate) {
    this.units = new StripedCounter(stripes);
    this.gate = gate;
  }

  /**
   * Takes a unit of the usage counter.
   *
   * @return false if the queue is frozen or dead
   */
  public boolean tryEnter(int stripe) {
    units.add(stripe, 1);
    if (shut) {
      leave(stripe, 1);
      return false;
    }
    return true;
  }

  /** Takes another unit for a caller that already has one; this also works during a freeze. */
  public void enterAgain(int stripe) {
    units.add(stripe, 1);
  }

  /** Gives units back. */
  public void leave(int stripe, int count) {
    units.add(stripe, -count);
    if (shut) {
      gate.changed();
    }
  }

  /** Returns whether the queue is frozen or about to be, so that nothing is admitted. */
  public boolean isShut() {
    return shut;
  }

  /** Returns whether nothing will be admitted any more. */
  public boolean isDead() {
    return dead;
  }

  /**
   * Returns whether nothing is admitted and nothing is outstanding. Once true, this stays true
   * until {@link #unfreeze}, even while threads are turned back.
   */
  public boolean isFrozen() {
    if (!shut) {
      return false;
    }
    if (empty) {
      return true;
    }
    lock.lock();
    try {
      empty = shut && units.sum() == 0;
      return empty;
    } finally {
      lock.unlock();
    }
  }

  /** Returns the number of units in use; a snapshot. */
  public long inside() {
    return units.sum();
  }

  /** Begins a freeze, or deepens it by one level: nothing is admitted any more. */
  public void freeze() {
    lock.lock();
    try {
      depth++;
      shut = true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Ends one level of the freeze.
   *
   * @return whether the queue admits bios again
   */
  public boolean unfreeze() {
    lock.lock();
    try {
      if (depth == 0) {
        throw new IllegalStateException("unfreeze of a queue that is not frozen");
      }
      depth--;
      boolean open = !dead && depth == 0;
      if (open) {
        empty = false;
      }
      shut = !open;
      return !shut;
    } finally {
      lock.unlock();
    }
  }

  /** Shuts for good. */
  public void die() {
    lock.lock();
    try {
      dead = true;
      shut = true;
    } finally {
      lock.unlock();
    }
  }

  /** Returns the number of freezes in effect. */
  public int depth() {
    lock.lock();
    try {
      return depth;
    } finally {
      lock.unlock();
    }
  }
}
