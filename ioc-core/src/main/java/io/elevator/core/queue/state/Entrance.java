package io.elevator.core.queue.state;

import io.elevator.core.queue.tags.StripedCounter;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The usage counter of a queue and the freeze that waits for it to reach zero: a unit for each
 * allocated request and each bio on its way to one.
 *
 * <p>A unit is added (a full fence) before {@code shut} is read, and {@code shut} is written
 * (volatile) before the cells are summed: either the one who enters sees the freeze, or the freeze
 * sees the unit. A unit goes back to the cell it came from, so no cell is below zero; and after
 * {@code shut} cells only fall, but for the short stay of those who turn back, who look whether
 * somebody waits as everybody does who leaves a shut queue. That stay must not be taken for
 * somebody inside when the queue was found empty before, hence {@link #empty}. It, depth and death
 * are guarded by {@link #lock}, a leaf, and read without.
 */
public final class Entrance {
  private final StripedCounter units;
  private final Gate gate;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile boolean shut;
  private volatile boolean dead;

  /** Whether all had left since it was shut. Those who are turned back do not count any more. */
  private volatile boolean empty;

  private int depth;

  public Entrance(int stripes, Gate gate) {
    this.units = new StripedCounter(stripes);
    this.gate = gate;
  }

  /**
   * Enters.
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

  /** Takes another unit for somebody who has one, which works in a freeze, too. */
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

  /** Whether nobody gets in. */
  public boolean isShut() {
    return shut;
  }

  /** Whether nobody will get in any more. */
  public boolean isDead() {
    return dead;
  }

  /**
   * Whether nobody gets in and nobody is inside. Once it is, it stays so until {@link #unfreeze},
   * whoever comes and is turned back.
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

  /** Returns how many units are out; a moving picture. */
  public long inside() {
    return units.sum();
  }

  /** Lets nobody in any more, one level deeper. */
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
   * One level less.
   *
   * @return whether the queue is open again
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

  /** Returns how many freezes are in effect. */
  public int depth() {
    lock.lock();
    try {
      return depth;
    } finally {
      lock.unlock();
    }
  }
}
