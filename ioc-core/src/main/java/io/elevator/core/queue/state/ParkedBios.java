package io.elevator.core.queue.state;

import io.elevator.core.request.BioFifo;
import io.elevator.core.request.CoreBio;
import org.jspecify.annotations.Nullable;

/**
 * Bios that wait for one resource (a tag of a hardware queue, the end of a freeze), in order of
 * arrival. A thread that frees the resource calls {@link #resume} and resumes as many bios as it
 * freed units. The threads that submitted the bios have returned long before.
 *
 * <p>{@link #lock}, which is taken last, guards lists and counts; retries run without it. {@code
 * waiting} repeats the count for readers without the lock. A thread that parks a bio increments it
 * (volatile) before it tries once more, and a thread that frees a unit does so (a full fence)
 * before it reads the count, so one of the two sees the other. One thread at a time resumes bios,
 * because runs are coalesced; other threads only increase its number of wake-ups, which also keeps
 * the order. A bio that may not use the freed unit, because of a limit of its elevator, returns to
 * the front. At most {@value #MOST_SKIPPED} bios are tried without success. Bios behind them may
 * therefore wait longer but not for ever: the units that the front bios wait for are in use and
 * will be freed.
 */
public final class ParkedBios {
  /** Continues with a bio that was woken. */
  @FunctionalInterface
  public interface Retry {
    /**
     * Tries the bio again, with no lock held. Must not throw.
     *
     * @return whether the bio continued or ended; false leaves it waiting
     */
    boolean retry(CoreBio bio, Activation activation);
  }

  private static final int MOST_SKIPPED = 8;

  private final Retry retry;
  private final ShortLock lock = new ShortLock();
  private final BioFifo fifo = new BioFifo();

  /** Bios that the resumption in progress has tried without success and returns to the front. */
  private final BioFifo skipped = new BioFifo();

  private volatile int waiting;
  private int counted;
  private long wakes;
  private long arrivals;
  private boolean resuming;

  /**
   * Creates an empty list.
   *
   * @param retry how a woken bio continues
   */
  public ParkedBios(Retry retry) {
    this.retry = retry;
  }

  /** Whether nobody waits. */
  public boolean isEmpty() {
    return waiting == 0;
  }

  /** Returns the number of waiting bios; a snapshot. */
  public int size() {
    return waiting;
  }

  /** Returns the number of waiting bios, or −1 while a thread is resuming some of them. */
  int resting() {
    lock.lock();
    try {
      return resuming ? -1 : counted;
    } finally {
      lock.unlock();
    }
  }

  /** Returns whether the calling thread holds the lock. */
  boolean isLockHeld() {
    return lock.isHeldByCurrentThread();
  }

  /**
   * Adds a bio. The caller must then try once more to get the resource and, if it succeeds, remove
   * the bio again.
   */
  public void park(CoreBio bio) {
    lock.lock();
    try {
      fifo.addLast(bio);
      waiting = ++counted;
    } finally {
      lock.unlock();
    }
  }

  /** Removes a bio; returns whether it was waiting here. */
  public boolean remove(CoreBio bio) {
    lock.lock();
    try {
      BioFifo where = BioFifo.of(bio);
      if (where == null || (where != fifo && where != skipped)) {
        return false;
      }
      where.remove(bio);
      waiting = --counted;
      return true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Resumes waiting bios, unless another thread is doing so, which then resumes these as well.
   *
   * @param count largest number of bios to resume
   * @return whether this thread resumed bios or no bio was waiting
   */
  public boolean resume(int count, Activation activation) {
    if (waiting == 0) {
      return true;
    }
    lock.lock();
    try {
      wakes += count;
      arrivals++;
      if (resuming) {
        return false;
      }
      resuming = true;
      long seen = arrivals;
      while (true) {
        CoreBio bio = wakes > 0 && skipped.size() < MOST_SKIPPED ? fifo.removeFirst() : null;
        if (bio != null) {
          // A retry that throws breaks its contract. That must not end later resumptions: the
          // exception propagates and the bio counts as resumed.
          boolean went = true;
          boolean returned = false;
          lock.unlock();
          try {
            went = retry.retry(bio, activation);
            returned = true;
          } finally {
            lock.lock();
            if (!returned) {
              waiting = --counted;
              wakes = 0;
              putSkippedBack();
              resuming = false;
            }
          }
          if (went) {
            wakes--;
            waiting = --counted;
          } else {
            skipped.addLast(bio);
          }
          continue;
        }
        putSkippedBack();
        if (seen == arrivals || wakes == 0) {
          break;
        }
        seen = arrivals;
      }
      wakes = 0;
      resuming = false;
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void putSkippedBack() {
    CoreBio last = null;
    // In reverse order, so that the first skipped bio is the first in the list again.
    for (CoreBio bio = skipped.first(); bio != null; bio = skipped.next(bio)) {
      last = bio;
    }
    while (last != null) {
      CoreBio before = skipped.before(last);
      skipped.remove(last);
      fifo.addFirst(last);
      last = before;
    }
  }

  /**
   * Removes the bios whose time limit has passed.
   *
   * @return removed bios, linked to each other, or null
   */
  public @Nullable CoreBio removeExpired(long now) {
    return removeThose(now, false);
  }

  /** Takes all out. */
  public @Nullable CoreBio removeAll() {
    return removeThose(0, true);
  }

  private @Nullable CoreBio removeThose(long now, boolean all) {
    lock.lock();
    try {
      CoreBio first = null;
      CoreBio last = null;
      CoreBio bio = fifo.first();
      while (bio != null) {
        CoreBio next = fifo.next(bio);
        long until = bio.parkedUntil();
        if (all || (until != 0 && until <= now)) {
          fifo.remove(bio);
          waiting = --counted;
          if (last == null) {
            first = bio;
          } else {
            last.linkNext(bio);
          }
          last = bio;
        }
        bio = next;
      }
      return first;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Returns the earliest instant at which the time limit of a waiting bio ends, in nanoseconds, or
   * 0 if none has a limit.
   */
  public long earliestLimit() {
    if (waiting == 0) {
      return 0;
    }
    lock.lock();
    try {
      long earliest = 0;
      for (CoreBio bio = fifo.first(); bio != null; bio = fifo.next(bio)) {
        long until = bio.parkedUntil();
        if (until != 0 && (earliest == 0 || until < earliest)) {
          earliest = until;
        }
      }
      return earliest;
    } finally {
      lock.unlock();
    }
  }
}
