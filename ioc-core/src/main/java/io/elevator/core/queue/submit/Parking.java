package io.elevator.core.queue.submit;

import io.elevator.api.BioStatus;
import io.elevator.api.Task;
import io.elevator.core.queue.complete.Completer;
import io.elevator.core.queue.state.Activation;
import io.elevator.core.queue.state.CoreHardwareQueue;
import io.elevator.core.queue.state.Entrance;
import io.elevator.core.queue.state.HardwareQueues;
import io.elevator.core.queue.state.HardwareTags;
import io.elevator.core.queue.state.ParkedBios;
import io.elevator.core.queue.state.QueueTimers;
import io.elevator.core.queue.state.TagReserve;
import io.elevator.core.request.BioFifo;
import io.elevator.core.request.CoreBio;
import io.elevator.core.time.TimeBase;
import io.elevator.spi.Timer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The parked bios of a queue, at the entrance or for a tag: limits their number and their waiting
 * time, and removes bios that are cancelled.
 *
 * <p>The count is atomic. {@link #lock} guards the timer for time limits. A bio is parked before
 * the timer is armed for it, so a scan either sees the bio or is followed by the arming.
 */
public final class Parking {
  /**
   * Time limits that end closer together than this are handled by one scan while few bios wait, in
   * nanoseconds.
   */
  private static final long SCAN_NANOS = 1_000_000;

  /**
   * Number of parked bios from which scans come further apart. A scan looks at all parked bios, so
   * with longer pauses it takes a small share of the time however many bios wait.
   */
  private static final int MANY = 4096;

  private final TimeBase time;
  private final HardwareQueues hardwareQueues;
  private final Entrance usage;
  private final Completer completer;
  private final int most;
  private final AtomicInteger parked = new AtomicInteger();
  private final ParkedBios entrance;
  private final ReentrantLock lock = new ReentrantLock();
  private final Timer limits;
  private boolean armed;
  private long armedFor;

  /**
   * Creates the parking of a queue.
   *
   * @param most largest number of bios that may wait at once
   * @param entryRetry how a bio that waited at the entrance continues
   */
  public Parking(
      int most,
      TimeBase time,
      QueueTimers timers,
      HardwareQueues hardwareQueues,
      Entrance usage,
      Completer completer,
      ParkedBios.Retry entryRetry) {
    this.most = most;
    this.time = time;
    this.hardwareQueues = hardwareQueues;
    this.usage = usage;
    this.completer = completer;
    this.entrance = new ParkedBios(entryRetry);
    this.limits = timers.make(this::limitsDue);
  }

  /** Returns the number of parked bios; a snapshot. */
  public int size() {
    return parked.get();
  }

  /** Returns the largest number of bios that may be parked at once. */
  int most() {
    return most;
  }

  /**
   * Adds the number of parked bios of each class to counts.
   *
   * @param counts counts for real-time, best-effort and idle
   * @param now time in nanoseconds
   * @return longest time that a bio has been parked, in nanoseconds
   */
  public long addFigures(long[] counts, long now) {
    long longest = entrance.addFigures(counts, now);
    for (CoreHardwareQueue hctx : hardwareQueues.used()) {
      longest = Math.max(longest, hctx.tags().addParked(counts, now));
    }
    return longest;
  }

  boolean parkAtEntrance(CoreBio bio, long now) {
    return park(entrance, bio, now) != ParkedBios.Parked.REFUSED;
  }

  boolean parkForTag(CoreHardwareQueue hctx, CoreBio bio, long now) {
    HardwareTags tags = hctx.tags();
    if (bio.isReserved()) {
      return park(tags.waiters(true), bio, now) != ParkedBios.Parked.REFUSED;
    }
    // Read before the bio is parked, because another thread may own it then.
    Task task = bio.task();
    int classIndex = TagReserve.classOf(bio);
    ParkedBios.Parked outcome = park(tags.waiters(false), bio, now);
    if (outcome == ParkedBios.Parked.AMONG_OTHERS) {
      tags.reserve().waitsAmongOthers(task, classIndex, hctx.pool(), now);
    }
    return outcome != ParkedBios.Parked.REFUSED;
  }

  /**
   * Parks a bio unless too many bios are parked, or too many of its task. From then on another
   * thread may own the bio.
   */
  private ParkedBios.Parked park(ParkedBios where, CoreBio bio, long now) {
    int left = most - parked.getAndIncrement();
    long until = bio.parkedUntil();
    ParkedBios.Parked outcome = left > 0 ? where.park(bio, now, left) : ParkedBios.Parked.REFUSED;
    if (outcome == ParkedBios.Parked.REFUSED) {
      parked.decrementAndGet();
    } else if (until != 0) {
      arm(until);
    }
    return outcome;
  }

  /** Counts a parked bio off, because it continues or ends. */
  void left() {
    parked.decrementAndGet();
  }

  /** Resumes all bios that wait at the entrance; called when the queue is open again or dead. */
  public void resumeEntrance(Activation activation) {
    boolean ignored = entrance.resume(Integer.MAX_VALUE, activation);
  }

  /** Cancels a parked bio for its submitter; returns whether the bio was parked. */
  public boolean cancel(CoreBio bio) {
    if (BioFifo.of(bio) == null) {
      return false;
    }
    CoreHardwareQueue hctx = hardwareQueues.of(bio.stripe());
    boolean entered = hctx.tags().waiters(bio.isReserved()).remove(bio);
    if (!entered && !entrance.remove(bio)) {
      return false;
    }
    try (Activation activation = Activation.enter(time)) {
      endAll(bio, BioStatus.CANCELLED, entered, activation);
    }
    return true;
  }

  private void arm(long until) {
    lock.lock();
    try {
      if (!armed || until < armedFor) {
        limits.arm(until);
        armed = true;
        armedFor = until;
      }
    } finally {
      lock.unlock();
    }
  }

  private void limitsDue(long now) {
    lock.lock();
    try {
      armed = false;
    } finally {
      lock.unlock();
    }
    Activation activation = Activation.current();
    endAll(entrance.removeExpired(now), BioStatus.TIMEOUT, false, activation);
    long next = entrance.earliestLimit();
    for (CoreHardwareQueue hctx : hardwareQueues.used()) {
      next = endExpired(hctx.tags().waiters(false), next, activation);
      next = endExpired(hctx.tags().waiters(true), next, activation);
    }
    if (next != 0) {
      arm(Math.max(next, now + SCAN_NANOS * (1 + size() / MANY)));
    }
  }

  private long endExpired(ParkedBios waiters, long next, Activation activation) {
    endAll(waiters.removeExpired(activation.now()), BioStatus.TIMEOUT, true, activation);
    long earliest = waiters.earliestLimit();
    return next == 0 || (earliest != 0 && earliest < next) ? earliest : next;
  }

  /** Ends all bios that wait for a tag, because the device is gone. */
  public void endTagWaiters(BioStatus status, Activation activation) {
    for (CoreHardwareQueue hctx : hardwareQueues.used()) {
      endAll(hctx.tags().waiters(false).removeAll(), status, true, activation);
      endAll(hctx.tags().waiters(true).removeAll(), status, true, activation);
    }
  }

  private void endAll(
      @Nullable CoreBio first, BioStatus status, boolean entered, Activation activation) {
    CoreBio bio = first;
    while (bio != null) {
      CoreBio next = bio.nextCore();
      int stripe = bio.stripe();
      left();
      completer.endBio(bio, status, activation);
      if (entered) {
        usage.leave(stripe, 1);
      }
      bio = next;
    }
  }

  /**
   * Closes the timer for time limits.
   *
   * @param nanos limit of the wait for a callback in progress, in nanoseconds
   * @return whether no callback is in progress
   */
  public boolean close(long nanos) {
    return limits.close(nanos);
  }
}
