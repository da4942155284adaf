package io.elevator.core.queue.state;

import io.elevator.core.request.BioFifo;
import io.elevator.core.request.CoreBio;
import org.jspecify.annotations.Nullable;

/**
 * Bios that wait for one thing (a tag of a hardware queue, the end of a freeze), in order of
 * arrival. Whoever frees the thing calls {@link #resume} and goes on with as many bios as it freed;
 * their submitters' threads have long left.
 *
 * <p>Lists and counts are guarded by {@link #lock}, a leaf: retries run without it. {@code waiting}
 * repeats the count for those who read it without: whoever parks adds to it (volatile) before it
 * tries once more, and whoever frees frees (a full fence) before it reads, so one of the two sees
 * the other. One thread resumes at a time, as runs are coalesced; others only add to its wakes,
 * which also keeps the order. A bio that may not use what was freed (a limit of its elevator) goes
 * back to the front; at most {@value #MOST_SKIPPED} are tried in vain, which can leave somebody
 * behind them waiting, but never for ever: what those in front wait for is in use and will be
 * freed.
 */
public final class ParkedBios {
  /** How a bio that was woken goes on. */
  @FunctionalInterface
  public interface Retry {
    /**
     * Tries again, with no lock held. Must not throw.
     *
     * @return whether the bio went on or ended; false leaves it waiting
     */
    boolean retry(CoreBio bio, Activation activation);
  }

  private static final int MOST_SKIPPED = 8;

  private final Retry retry;
  private final ShortLock lock = new ShortLock();
  private final BioFifo fifo = new BioFifo();

  /** Tried in vain in the resumption under way, to go back to the front. */
  private final BioFifo skipped = new BioFifo();

  private volatile int waiting;
  private int counted;
  private long wakes;
  private long arrivals;
  private boolean resuming;

  /**
   * Makes an empty list.
   *
   * @param retry how a bio that was woken goes on
   */
  public ParkedBios(Retry retry) {
    this.retry = retry;
  }

  /** Whether nobody waits. */
  public boolean isEmpty() {
    return waiting == 0;
  }

  /** Returns how many wait; a moving picture. */
  public int size() {
    return waiting;
  }

  /** Returns how many wait, or −1 while a thread goes on with some of them. */
  int resting() {
    lock.lock();
    try {
      return resuming ? -1 : counted;
    } finally {
      lock.unlock();
    }
  }

  /** Whether the calling thread holds the lock. */
  boolean isLockHeld() {
    return lock.isHeldByCurrentThread();
  }

  /** Adds one. Its caller must then try once more, and if it succeeds take the bio out again. */
  public void park(CoreBio bio) {
    lock.lock();
    try {
      fifo.addLast(bio);
      waiting = ++counted;
    } finally {
      lock.unlock();
    }
  }

  /** Takes one out if it waits here. */
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
   * Goes on with waiting bios, unless another thread is at it, which then does.
   *
   * @param count how many can go on at most
   * @return whether it was this thread that did, or there was nobody
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
          // A retry that throws, against its contract, must not end all later resumptions: the
          // exception propagates, and the bio counts as gone.
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
    // Backwards, so that the first stays the first.
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
   * Takes out those whose time is up.
   *
   * @return them, linked to each other, or null
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

  /** Returns when the first of them has waited long enough, or 0 if none has a limit. */
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
