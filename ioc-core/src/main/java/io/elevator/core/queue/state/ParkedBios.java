package io.elevator.core.queue.state;

import io.elevator.core.request.BioFifo;
import io.elevator.core.request.CoreBio;
import org.jspecify.annotations.Nullable;

/**
 * Bios that wait for one resource (a tag of a hardware queue, the end of a freeze), in the order of
 * {@link ParkingOrder}. A thread that frees the resource calls {@link #resume} and resumes as many
 * bios as units are free. The threads that submitted the bios have returned long before.
 *
 * <p>{@link #lock}, which is taken last, guards lists and counts; retries run without it. {@code
 * waiting} repeats the count for readers without the lock. A thread that parks a bio increments it
 * (volatile) before it tries once more, and a thread that frees a unit does so (a full fence)
 * before it reads the count, so one of the two sees the other. One thread at a time resumes bios,
 * because runs are coalesced; other threads only increase its number of wake-ups, which also keeps
 * the order. A bio that is being tried is in no list, because the attempt may hand it to another
 * thread, which may park it again before the attempt has returned.
 *
 * <p>A task that may not take a unit, because of the {@link Admission}, is passed over without
 * removing its bio. A bio that may not use the freed unit, because of a limit of its elevator, goes
 * back to the front of its task's bios, and the turn goes to the next task. At most {@value
 * #MOST_SKIPPED} bios are tried without success, and as many tasks are passed over. Others may
 * therefore wait longer but not for ever: the next turn is theirs, and the units that the skipped
 * bios wait for are in use and will be freed.
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

  /** Decides whether a bio may take a free unit. */
  @FunctionalInterface
  interface Admission {
    /**
     * Returns whether a bio may take a free unit now. Called under the lock of the parked bios;
     * takes no lock and throws nothing.
     *
     * @param now time in nanoseconds
     */
    boolean permits(CoreBio bio, long now);
  }

  /** Outcome of {@link #park}. */
  public enum Parked {
    /** The bio was not parked, because its task already has too many parked bios. */
    REFUSED,
    /** The bio waits behind other bios of its task and class. */
    BEHIND_OWN,
    /** The bio is the only one that waits. */
    ALONE,
    /** The bio is the first of its task and class, and other bios wait. */
    AMONG_OTHERS
  }

  /** Number of priority classes. */
  public static final int CLASSES = ParkingOrder.CLASSES;

  private static final int MOST_SKIPPED = 8;

  private final Retry retry;
  private final Admission admission;
  private final ShortLock lock = new ShortLock();
  private final ParkingOrder order = new ParkingOrder();

  /** Bios that the resumption in progress has tried without success and returns to the front. */
  private final BioFifo skipped = new BioFifo();

  private volatile int waiting;
  private volatile int mostCrowded = CLASSES - 1;
  private int counted;
  private long wakes;
  private long arrivals;
  private boolean resuming;

  /**
   * Creates an empty list.
   *
   * @param retry how a woken bio continues
   * @param admission decides whether a bio may take a free unit
   */
  ParkedBios(Retry retry, Admission admission) {
    this.retry = retry;
    this.admission = admission;
  }

  /**
   * Creates an empty list whose bios may all take a free unit.
   *
   * @param retry how a woken bio continues
   */
  public ParkedBios(Retry retry) {
    this(retry, (bio, now) -> true);
  }

  /** Whether nobody waits. */
  public boolean isEmpty() {
    return waiting == 0;
  }

  /** Returns the number of waiting bios; a snapshot. */
  public int size() {
    return waiting;
  }

  /**
   * Returns the class of most of the bios that wait, or that waited last: 0 for real-time, 1 for
   * best-effort, 2 for idle. A hint.
   */
  int mostCrowded() {
    return mostCrowded;
  }

  /**
   * Adds the number of waiting bios of each class to counts, without bios that are being tried.
   *
   * @param counts counts for real-time, best-effort and idle
   * @param now time in nanoseconds
   * @return longest time that a bio has waited here, in nanoseconds
   */
  public long addFigures(long[] counts, long now) {
    if (waiting == 0) {
      return 0;
    }
    lock.lock();
    try {
      for (int i = 0; i < CLASSES; i++) {
        counts[i] += order.size(i);
      }
      return order.longestWait(now);
    } finally {
      lock.unlock();
    }
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
   * Adds a bio, unless its task has too many bios here. The caller must then try once more to get
   * the resource and, if it succeeds, remove the bio again.
   *
   * @param now time in nanoseconds
   * @param left number of bios that may still be parked on the queue, this one included
   */
  public Parked park(CoreBio bio, long now, int left) {
    lock.lock();
    try {
      Parked parked = order.add(bio, now, left);
      if (parked != Parked.REFUSED) {
        mostCrowded = order.mostCrowded();
        waiting = ++counted;
      }
      return parked;
    } finally {
      lock.unlock();
    }
  }

  /** Removes a bio; returns whether it was waiting here. */
  public boolean remove(CoreBio bio) {
    lock.lock();
    try {
      if (BioFifo.of(bio) == skipped) {
        skipped.remove(bio);
      } else if (!order.remove(bio)) {
        return false;
      }
      countOff();
      return true;
    } finally {
      lock.unlock();
    }
  }

  private void countOff() {
    waiting = --counted;
    if (counted > 0) {
      mostCrowded = order.mostCrowded();
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
      long seen;
      do {
        seen = arrivals;
        resumeRound(activation);
      } while (seen != arrivals && wakes > 0);
      wakes = 0;
      resuming = false;
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Resumes bios until wake-ups or candidates are used up. */
  private void resumeRound(Activation activation) {
    long now = activation.now();
    int refused = 0;
    order.beginResumption();
    while (wakes > 0 && skipped.size() < MOST_SKIPPED && refused < MOST_SKIPPED) {
      ParkedTask turn = order.next(now);
      CoreBio first = turn == null ? null : turn.first();
      if (turn == null || first == null) {
        break;
      }
      if (!admission.permits(first, now)) {
        order.refuse(turn);
        refused++;
        continue;
      }
      tryFirst(turn, now, activation);
    }
    putSkippedBack(now);
  }

  private void tryFirst(ParkedTask turn, long now, Activation activation) {
    CoreBio bio = order.takeFirst(turn);
    // Read before the attempt, which may hand the bio to another thread.
    int classIndex = ParkingOrder.classOf(bio);
    // A retry that throws breaks its contract. That must not end later resumptions: the exception
    // propagates and the bio counts as resumed.
    boolean continued = true;
    boolean returned = false;
    lock.unlock();
    try {
      continued = retry.retry(bio, activation);
      returned = true;
    } finally {
      lock.lock();
      if (!returned) {
        countOff();
        wakes = 0;
        putSkippedBack(now);
        resuming = false;
      }
    }
    if (continued) {
      wakes--;
      countOff();
      order.resumed(classIndex, now);
    } else {
      skipped.addLast(bio);
    }
  }

  private void putSkippedBack(long now) {
    CoreBio last = null;
    // In reverse order, so that the first skipped bio of a task is the first of its bios again.
    for (CoreBio bio = skipped.first(); bio != null; bio = skipped.next(bio)) {
      last = bio;
    }
    while (last != null) {
      CoreBio before = skipped.before(last);
      skipped.remove(last);
      order.putBack(last, now);
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
      putSkippedBack(now);
      CoreBio removed = order.removeThose(now, all);
      for (CoreBio bio = removed; bio != null; bio = bio.nextCore()) {
        counted--;
      }
      waiting = counted;
      return removed;
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
      return order.earliestLimit();
    } finally {
      lock.unlock();
    }
  }
}
