package io.elevator.core.queue.path;

import io.elevator.api.BioStatus;
import io.elevator.core.context.IcqNode;
import io.elevator.core.request.CoreBio;
import io.elevator.core.request.CoreRequest;
import io.elevator.core.request.FailureCause;
import io.elevator.core.statistics.DiskStatistics;
import io.elevator.core.statistics.GroupStatistics;
import io.elevator.core.time.TimeBase;
import io.elevator.spi.Request;
import io.elevator.spi.RequestList;
import io.elevator.spi.driver.Completions;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The end of requests, in the order of the reference but for one thing: the callbacks of bios come
 * last, when tag and usage unit are free and no lock is held, so that a callback can submit at
 * once.
 *
 * <p>Stateless but for counters: a request belongs to whoever won it from the driver.
 */
public final class Completer {
  private final QueueMarks marks;
  private final TimeBase time;
  private final Entrance entrance;
  private final Listeners listeners;
  private final RequestContexts contexts;
  private final DiskStatistics diskStatistics;
  private final GroupStatistics groupStatistics;
  private final FaultInjection faults;
  private final TagSet tagSet;
  private final BioPieces pieces;
  private final QueueErrors errors;
  private final ElevatorInUse elevatorInUse;
  private final Defects defects;

  /** Returns all hardware queues, which are made after this. */
  private final Supplier<CoreHardwareQueue[]> every;

  private final AtomicLong stale = new AtomicLong();

  public Completer(
      QueueMarks marks,
      TimeBase time,
      Entrance entrance,
      Listeners listeners,
      RequestContexts contexts,
      DiskStatistics diskStatistics,
      GroupStatistics groupStatistics,
      FaultInjection faults,
      TagSet tagSet,
      BioPieces pieces,
      QueueErrors errors,
      ElevatorInUse elevatorInUse,
      Defects defects,
      Supplier<CoreHardwareQueue[]> every) {
    this.marks = marks;
    this.time = time;
    this.entrance = entrance;
    this.listeners = listeners;
    this.contexts = contexts;
    this.diskStatistics = diskStatistics;
    this.groupStatistics = groupStatistics;
    this.faults = faults;
    this.tagSet = tagSet;
    this.pieces = pieces;
    this.errors = errors;
    this.elevatorInUse = elevatorInUse;
    this.every = every;
    this.defects = defects;
  }

  /** Returns how many reports named an I/O that had ended already. */
  public long stale() {
    return stale.get();
  }

  /** Ends a request that the driver reports. */
  void complete(
      CoreHardwareQueue hctx,
      long cookie,
      BioStatus reported,
      @Nullable FailureCause cause,
      long transferred) {
    BioStatus status = checked(hctx, reported);
    try (Activation activation = Activation.enter(time)) {
      QueueRequest rq = claim(hctx, cookie, true);
      if (rq != null) {
        noteCause(rq, status, cause);
        rq.transferred(transferred);
        end(rq, status, activation);
      }
    }
  }

  /** The driver reports several: one look at the clock, one release for each word of tags. */
  void complete(CoreHardwareQueue hctx, Completions batch) {
    try (Activation activation = Activation.enter(time)) {
      int freed = 0;
      int stripe = -1;
      int units = 0;
      for (int i = 0; i < batch.size(); i++) {
        // Made before the request is claimed, as making it needs memory.
        FailureCause cause = FailureCause.of(batch.errno(i), batch.cause(i));
        QueueRequest rq = claim(hctx, batch.cookie(i), true);
        if (rq == null) {
          continue;
        }
        BioStatus status = checked(hctx, batch.status(i));
        noteCause(rq, status, cause);
        rq.transferred(batch.transferred(i));
        if (rq.has(CoreRequest.FLUSH_SEQ) || rq.home() != hctx) {
          end(rq, status, activation);
          continue;
        }
        if (rq.stripe() != stripe) {
          releaseAll(hctx, activation, freed, stripe, units);
          freed = 0;
          units = 0;
          stripe = rq.stripe();
        }
        conclude(rq, status, activation);
        detach(rq, activation);
        freed++;
        units++;
      }
      releaseAll(hctx, activation, freed, stripe, units);
    }
  }

  /** The driver reports the first bytes of one done. */
  void completePart(
      CoreHardwareQueue hctx,
      long cookie,
      long done,
      BioStatus reported,
      @Nullable FailureCause cause) {
    if (done < 1) {
      throw new IllegalArgumentException(
          hctx + ": a part of " + done + " bytes is reported; expected 1 or more");
    }
    BioStatus status = checked(hctx, reported);
    try (Activation activation = Activation.enter(time)) {
      QueueRequest rq = claim(hctx, cookie, false);
      if (rq == null) {
        return;
      }
      noteCause(rq, status, cause);
      if (done >= rq.length()) {
        end(rq, status, activation);
        return;
      }
      if (rq.has(CoreRequest.IO_STAT)) {
        diskStatistics.moved(rq.stripe(), rq.opAndFlags(), done >>> 9);
      }
      endFront(rq, done, status, activation);
      forgetCause(rq, status);
      rq.goOn(cookie, activation.now());
    }
  }

  /** Gives a request that fails its cause, which {@link #forgetCause} takes away. */
  private static void noteCause(QueueRequest rq, BioStatus status, @Nullable FailureCause cause) {
    if (cause != null && status != BioStatus.OK) {
      rq.cause = cause;
    }
  }

  /**
   * Takes the cause away from a request whose bios have it, as the request serves other I/O next.
   */
  private static void forgetCause(QueueRequest rq, BioStatus status) {
    if (status != BioStatus.OK) {
      rq.cause = null;
    }
  }

  /** Returns the status that a driver reports, or an error in the place of none. */
  private BioStatus checked(CoreHardwareQueue hctx, @Nullable BioStatus reported) {
    if (reported != null) {
      return reported;
    }
    defects.reportOfDriver("complete", hctx, ": the status is null; expected a BioStatus", "", "");
    return BioStatus.IOERR;
  }

  /** Ends the bios that lie in the first bytes and shortens the one that lies there in part. */
  private void endFront(QueueRequest rq, long done, BioStatus status, Activation activation) {
    long left = done;
    while (left > 0) {
      CoreBio bio = rq.firstCoreBio();
      if (bio == null) {
        throw new IllegalStateException("the request " + rq + " has fewer bytes than it says");
      }
      if (bio.length() > left) {
        if (status == BioStatus.OK) {
          bio.addTransferred(left);
        } else {
          bio.fail(status, rq.cause, errors.queue());
        }
        rq.dropFirstBytes(left);
        return;
      }
      left -= bio.length();
      rq.dropFirstBio();
      bio.issued(rq.issuedNanos());
      endBio(bio, status, rq.cause, status == BioStatus.OK ? bio.length() : 0, activation);
    }
  }

  private void releaseAll(
      CoreHardwareQueue hctx, Activation activation, int freed, int stripe, int units) {
    if (freed > 0) {
      activation.driverReleases.flush();
      activation.releases.flush();
      entrance.leave(stripe, units);
      freed(hctx, activation, freed);
    }
  }

  /**
   * Takes a request from the driver that reports it.
   *
   * @param mayBeLost whether a fault may be made of it
   * @return null if there is nothing to end
   */
  private @Nullable QueueRequest claim(CoreHardwareQueue hctx, long cookie, boolean mayBeLost) {
    QueueRequest rq = hctx.tags().slot(cookie);
    if (rq != null) {
      boolean lost =
          mayBeLost && faults.isLosing() && rq.canBeLost(cookie) && faults.loses(rq.length());
      if (lost && rq.lose(cookie)) {
        return null;
      }
      if (rq.complete(cookie)) {
        rq.place = Place.HAND;
        return rq;
      }
      if (lost) {
        // Whoever looked after its time at this moment has ended it.
        return null;
      }
    }
    boolean letGo = rq != null && rq.isLetGo(cookie);
    if (letGo && tagSet.isOfHost()) {
      // The queue is gone, its host's tag is not.
      hctx.tags().release(QueueRequest.tagOf(cookie));
    }
    QueueRequest elsewhere = inFlightElsewhere(hctx, cookie);
    if (elsewhere != null && elsewhere.complete(cookie)) {
      elsewhere.place = Place.HAND;
      return elsewhere;
    }
    stale.incrementAndGet();
    reportStale(
        hctx,
        "complete",
        cookie,
        " (hexadecimal) names no I/O in flight; it ended before, or was never started",
        letGo || (rq != null && rq.isLost(cookie)));
    return null;
  }

  /**
   * Reports that a driver named an I/O that is not in flight. Throws nothing, so that the other
   * completions of a batch are processed.
   *
   * <p>Counts as a defect of the driver, except where the driver need not know that the I/O ended:
   * its time-out handler was asked about it and raced with the device, or the queue ended it.
   *
   * @param method method that the driver called
   * @param endedByQueue whether the I/O was given up as the queue was closed, or its first
   *     completion was lost on purpose
   */
  void reportStale(
      CoreHardwareQueue hctx, String method, long cookie, String text, boolean endedByQueue) {
    if (endedByQueue || hctx.tags().asked().contains(cookie)) {
      errors.report("driver", method, unknown(hctx, cookie, text, ""));
    } else {
      defects.reportOfDriver(method, unknown(hctx, cookie, text, ""));
    }
  }

  private static Throwable unknown(CoreHardwareQueue hctx, long cookie, String text, Object other) {
    try {
      return new IllegalStateException(
          hctx + ": cookie " + Long.toHexString(cookie) + text + other);
    } catch (Throwable e) {
      // Without memory for a message: the completion is to be processed all the same.
      return e;
    }
  }

  /**
   * Returns the request that is in flight under a cookie which a driver reported to the wrong
   * hardware queue, or null. Reports the defect.
   */
  @Nullable QueueRequest inFlightElsewhere(CoreHardwareQueue hctx, long cookie) {
    for (CoreHardwareQueue other : every.get()) {
      QueueRequest rq = other == hctx ? null : other.tags().slot(cookie);
      if (rq != null && rq.isInFlight(cookie)) {
        defects.reportOfDriver("complete", unknown(hctx, cookie, " is an I/O of ", other));
        return rq;
      }
    }
    return null;
  }

  /** Ends a request whose completion was lost on purpose, if it was. */
  public void endLost(QueueRequest rq, long cookie, BioStatus status, Activation activation) {
    if (rq.isLost(cookie) && rq.complete(cookie)) {
      rq.place = Place.HAND;
      end(rq, status, activation);
    }
  }

  /**
   * Ends a request that its caller has: driver done, or refused for good. Its tags are free on
   * return; the callbacks come as the thread leaves.
   */
  void end(QueueRequest rq, BioStatus status, Activation activation) {
    if (rq.has(CoreRequest.FLUSH_SEQ)) {
      rq.home().flushes().stepDone(rq, status, activation);
      return;
    }
    conclude(rq, status, activation);
    free(rq, activation);
  }

  /** Everything of the end but giving back. */
  void conclude(QueueRequest rq, BioStatus status, Activation activation) {
    listeners.completed(rq, status, activation.now());
    if (rq.takeToEnd()) {
      endBios(rq, status, activation);
    }
    forgetCause(rq, status);
    ElevatorCalls elevator =
        rq.pool().hasElevator() && !rq.isPassthrough() ? elevatorInUse.calls() : null;
    if (elevator != null) {
      elevator.completed(rq, activation.now());
    }
    try {
      account(rq, activation.now());
    } catch (OutOfMemoryError e) {
      // A figure that could not be counted must not keep the request from being freed.
      errors.report("counting a request", e);
    }
    if (rq.has(CoreRequest.ELVPRIV)) {
      finish(rq, elevator, activation.now());
    }
  }

  /** Counts a request that ended. The first of a group allocates the group's counters. */
  private void account(QueueRequest rq, long now) {
    long left = rq.leftNanos(now);
    long queueNanos = left - rq.startNanos();
    long deviceNanos = Math.max(0, now - left);
    // What the device took, however many parts it did it in.
    long sectors = Math.max(rq.sectors(), rq.statsSectors());
    if (rq.has(CoreRequest.IO_STAT)) {
      int flags = rq.opAndFlags();
      diskStatistics.end(rq.stripe(), flags, rq.sectors(), queueNanos, deviceNanos, now);
      groupStatistics.count(rq.group(), rq.stripe(), flags, sectors, queueNanos, deviceNanos);
    }
    if (rq.has(CoreRequest.ELVPRIV)) {
      IcqNode icq = RequestContexts.nodeOf(rq);
      if (icq != null) {
        icq.countCompleted(sectors << 9, queueNanos, deviceNanos);
      }
    }
  }

  private void finish(QueueRequest rq, @Nullable ElevatorCalls elevator, long now) {
    rq.clear(CoreRequest.ELVPRIV);
    if (elevator != null) {
      elevator.finish(rq, now);
    }
    contexts.drop(rq);
  }

  /**
   * Sets the status of all bios and queues them for delivery. If the request failed and the memory
   * of some bios is closed, only these fail: the others are issued anew, each alone.
   */
  public void endBios(QueueRequest rq, BioStatus status, Activation activation) {
    CoreBio bio = rq.firstCoreBio();
    rq.dropBios();
    long issued = rq.issuedNanos();
    boolean sorts = status != BioStatus.OK && isOverClosedMemory(bio, status);
    long left = status == BioStatus.OK ? rq.transferred() : 0;
    if (left == Completions.ALL) {
      left = Long.MAX_VALUE;
    }
    while (bio != null) {
      CoreBio next = bio.nextCore();
      if (sorts && bio.hasOpenMemory()) {
        issueAlone(bio, activation);
      } else {
        long moved = Math.min(left, bio.length());
        left -= moved;
        bio.issued(issued);
        endBio(bio, status, rq.cause, moved, activation);
      }
      bio = next;
    }
  }

  /** Whether a request of several bios may have failed because the memory of some is closed. */
  private boolean isOverClosedMemory(@Nullable CoreBio first, BioStatus status) {
    if (first == null
        || first.nextCore() == null
        || status == BioStatus.MEMORY_IN_USE
        || marks.isFailing()) {
      return false;
    }
    for (CoreBio bio = first; bio != null; bio = bio.nextCore()) {
      if (!bio.hasOpenMemory()) {
        return true;
      }
    }
    return false;
  }

  private void issueAlone(CoreBio bio, Activation activation) {
    // The bio gets its own usage unit, as that of the request is given back with the request.
    entrance.enterAgain(bio.stripe());
    bio.issueAlone();
    activation.putAside(bio);
  }

  /** Ends a bio of which no driver moved anything or gave a cause. */
  void endBio(CoreBio bio, BioStatus status, Activation activation) {
    endBio(bio, status, null, 0, activation);
  }

  /**
   * Ends a bio. The piece of a split bio ends the whole bio if it is the last piece.
   *
   * @param moved number of bytes of this bio that were moved and not counted before
   */
  private void endBio(
      CoreBio bio,
      BioStatus status,
      @Nullable FailureCause cause,
      long moved,
      Activation activation) {
    bio.addTransferred(moved);
    if (status != BioStatus.OK) {
      bio.fail(status, cause, errors.queue());
    }
    CoreBio parent = bio.parent();
    if (parent != null) {
      if (bio.status() != BioStatus.OK) {
        parent.failAs(bio);
      }
      parent.addTransferred(bio.transferred());
      if (parent.issuedNanos() == 0) {
        parent.issued(bio.issuedNanos());
      }
      pieces.giveBack(bio);
      bio = parent;
    }
    if (bio.isSplit() && !bio.pieceEnded()) {
      return;
    }
    bio.ended(activation.now());
    bio.linkNext(null);
    activation.ended(bio, bio);
  }

  /**
   * Ends a request that the driver keeps for good, as the queue is given up. Its usage unit and its
   * icq are given back, so that the elevator can be detached; its tags stay taken for good. A
   * request of a flush sequence keeps unit and icq, as the sequence does not go on.
   */
  public void giveUp(QueueRequest rq, BioStatus status, Activation activation) {
    if (rq.has(CoreRequest.FLUSH_SEQ)) {
      endBios(rq, status, activation);
    } else {
      int stripe = rq.stripe();
      conclude(rq, status, activation);
      entrance.leave(stripe, 1);
    }
  }

  /** Gives back a request that is concluded, or was never used. */
  void free(QueueRequest rq, Activation activation) {
    CoreHardwareQueue hctx = rq.home();
    int stripe = rq.stripe();
    detach(rq, activation);
    activation.driverReleases.flush();
    activation.releases.flush();
    entrance.leave(stripe, 1);
    freed(hctx, activation, 1);
  }

  /** Leaves a request behind; its tags are collected, after which another may have it. */
  private void detach(QueueRequest rq, Activation activation) {
    RequestPool pool = rq.pool();
    CoreHardwareQueue hctx = rq.home();
    rq.place = Place.FREE;
    rq.rest();
    if (rq.isLinked()) {
      errors.report(
          "end of a request",
          Defects.breach(rq, " has ended, and a list of a plugin still has it", "", ""));
      replace(pool, rq);
    }
    if (pool.hasElevator() && rq.hasDriverTag()) {
      int driverTag = rq.driverTag();
      rq.driverTag(-1);
      hctx.tags().uncount(driverTag);
      activation.driverReleases.add(hctx.driverTags(), driverTag);
    }
    if (pool.isShared()) {
      hctx.tags().uncount(rq.tag());
    }
    activation.releases.add(pool.tags(), rq.tag());
  }

  private void replace(RequestPool pool, QueueRequest rq) {
    try {
      pool.replace(rq);
    } catch (Throwable e) {
      // Without memory for another request the tag must be free all the same.
      errors.report("end of a request", e);
    }
  }

  /** Tags were freed: whoever waits for one goes on. */
  void freed(CoreHardwareQueue hctx, Activation activation, int count) {
    HardwareTags tags = hctx.tags();
    if (!hctx.pool().isShared()) {
      resume(tags.waiters(false), count, activation);
      resume(tags.waiters(true), count, activation);
    }
    tags.freed();
    hctx.restartIfMarked(activation);
  }

  private void resume(ParkedBios waiters, int count, Activation activation) {
    if (!waiters.isEmpty()) {
      boolean ignored = waiters.resume(count, activation);
    }
  }

  /** Frees requests without I/O: that vanished into others, or were made ahead and not used. */
  public void freeUnused(RequestList unused, Activation activation) {
    for (Request each = unused.removeFirst(); each != null; each = unused.removeFirst()) {
      freeUnused((QueueRequest) each, activation);
    }
  }

  /** Frees the requests that were absorbed in the calling thread's hooks. */
  static void freeAbsorbed(Activation activation) {
    for (QueueRequest rq = activation.takeAbsorbed(); rq != null; rq = activation.takeAbsorbed()) {
      rq.home().queue().freeUnused(rq, activation);
    }
  }

  /** Frees a request without I/O that is in no list. */
  public void freeUnused(QueueRequest rq, Activation activation) {
    listeners.absorbed(rq, activation.now());
    if (rq.has(CoreRequest.ELVPRIV)) {
      finish(rq, elevatorInUse.calls(), activation.now());
    }
    free(rq, activation);
  }
}
