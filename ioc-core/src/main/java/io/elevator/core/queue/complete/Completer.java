package io.elevator.core.queue.complete;

import io.elevator.api.BioStatus;
import io.elevator.core.context.IcqNode;
import io.elevator.core.queue.callouts.ElevatorCalls;
import io.elevator.core.queue.callouts.ElevatorInUse;
import io.elevator.core.queue.state.Activation;
import io.elevator.core.queue.state.BioPieces;
import io.elevator.core.queue.state.CoreHardwareQueue;
import io.elevator.core.queue.state.Defects;
import io.elevator.core.queue.state.Entrance;
import io.elevator.core.queue.state.HardwareTags;
import io.elevator.core.queue.state.Listeners;
import io.elevator.core.queue.state.ParkedBios;
import io.elevator.core.queue.state.Place;
import io.elevator.core.queue.state.QueueErrors;
import io.elevator.core.queue.state.QueueMarks;
import io.elevator.core.queue.state.QueueRequest;
import io.elevator.core.queue.state.RequestPool;
import io.elevator.core.request.CoreBio;
import io.elevator.core.request.CoreRequest;
import io.elevator.core.request.FailureCause;
import io.elevator.core.statistics.DiskStatistics;
import io.elevator.core.statistics.GroupStatistics;
import io.elevator.spi.Request;
import io.elevator.spi.RequestList;
import io.elevator.spi.driver.Completions;
import org.jspecify.annotations.Nullable;

/**
 * The end of requests, in the order of the reference but for one thing: the callbacks of bios come
 * last, when tag and usage unit are free and no lock is held, so that a callback can submit at
 * once.
 *
 * <p>Stateless: a request belongs to the thread that took it from the driver.
 */
public final class Completer {
  private final QueueMarks marks;
  private final Entrance entrance;
  private final Listeners listeners;
  private final DiskStatistics diskStatistics;
  private final GroupStatistics groupStatistics;
  private final BioPieces pieces;
  private final QueueErrors errors;
  private final ElevatorInUse elevatorInUse;
  private final Flushes flushes;

  public Completer(
      QueueMarks marks,
      Entrance entrance,
      Listeners listeners,
      DiskStatistics diskStatistics,
      GroupStatistics groupStatistics,
      BioPieces pieces,
      QueueErrors errors,
      ElevatorInUse elevatorInUse,
      Flushes flushes) {
    this.marks = marks;
    this.entrance = entrance;
    this.listeners = listeners;
    this.diskStatistics = diskStatistics;
    this.groupStatistics = groupStatistics;
    this.pieces = pieces;
    this.errors = errors;
    this.elevatorInUse = elevatorInUse;
    this.flushes = flushes;
  }

  /** Gives a request that fails its cause, which {@link #forgetCause} takes away. */
  static void noteCause(QueueRequest rq, BioStatus status, @Nullable FailureCause cause) {
    if (cause != null && status != BioStatus.OK) {
      rq.cause = cause;
    }
  }

  /**
   * Takes the cause away from a request whose bios have it, as the request serves other I/O next.
   */
  static void forgetCause(QueueRequest rq, BioStatus status) {
    if (status != BioStatus.OK) {
      rq.cause = null;
    }
  }

  /** Ends the bios that lie in the first bytes and shortens the one that lies there in part. */
  void endFront(QueueRequest rq, long done, BioStatus status, Activation activation) {
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

  void releaseAll(CoreHardwareQueue hctx, Activation activation, int freed, int stripe, int units) {
    if (freed > 0) {
      activation.scratch.driverReleases.flush();
      activation.scratch.releases.flush();
      entrance.leave(stripe, units);
      freed(hctx, activation, freed);
    }
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
  public void end(QueueRequest rq, BioStatus status, Activation activation) {
    if (rq.has(CoreRequest.FLUSH_SEQ)) {
      flushes.of(rq.home()).stepDone(rq, status, activation);
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
      IcqNode icq = rq.icqNode();
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
    // The icq and the reference of its context, which prepare took.
    IcqNode node = rq.icqNode();
    if (node != null) {
      rq.icq(null);
      node.coreContext().put();
    }
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
  public void endBio(CoreBio bio, BioStatus status, Activation activation) {
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
    activation.scratch.driverReleases.flush();
    activation.scratch.releases.flush();
    entrance.leave(stripe, 1);
    freed(hctx, activation, 1);
  }

  /** Leaves a request behind; its tags are collected, after which another may have it. */
  void detach(QueueRequest rq, Activation activation) {
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
      activation.scratch.driverReleases.add(hctx.driverTags(), driverTag);
    }
    if (pool.isShared()) {
      hctx.tags().uncount(rq.tag());
    }
    activation.scratch.releases.add(pool.tags(), rq.tag());
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

  /** Frees a request without I/O that is in no list. */
  public void freeUnused(QueueRequest rq, Activation activation) {
    listeners.absorbed(rq, activation.now());
    if (rq.has(CoreRequest.ELVPRIV)) {
      finish(rq, elevatorInUse.calls(), activation.now());
    }
    free(rq, activation);
  }
}
