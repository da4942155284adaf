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
 * Ends requests, in the order of steps of Linux 6.1 with one exception: the callbacks of the bios
 * are called last, when the tag and the unit of the usage counter are free and no lock is held, so
 * that a callback can submit immediately.
 *
 * <p>Stateless: a request belongs to the thread that claimed it from the driver.
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

  /** Records the cause of a failure in the request; {@link #forgetCause} removes it. */
  static void noteCause(QueueRequest rq, BioStatus status, @Nullable FailureCause cause) {
    if (cause != null && status != BioStatus.OK) {
      rq.cause = cause;
    }
  }

  /**
   * Removes the cause from a request after its bios have received it, because the request is reused
   * for other I/O.
   */
  static void forgetCause(QueueRequest rq, BioStatus status) {
    if (status != BioStatus.OK) {
      rq.cause = null;
    }
  }

  /**
   * Ends the bios that lie completely in the first bytes, and shortens the bio that lies in them
   * partly.
   */
  void endFront(QueueRequest rq, long done, BioStatus status, Activation activation) {
    long left = done;
    while (left > 0) {
      CoreBio bio = rq.firstBio();
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

  /** Ends a request if its completion was lost on purpose. */
  public void endLost(QueueRequest rq, long cookie, BioStatus status, Activation activation) {
    if (rq.isLost(cookie) && rq.complete(cookie)) {
      rq.place = Place.HAND;
      end(rq, status, activation);
    }
  }

  /**
   * Ends a request that the caller owns: the driver is done with it, or it is refused for good. On
   * return its tags are free; the callbacks are called when the thread leaves the library.
   */
  public void end(QueueRequest rq, BioStatus status, Activation activation) {
    if (rq.has(CoreRequest.FLUSH_SEQ)) {
      flushes.of(rq.home()).stepDone(rq, status, activation);
      return;
    }
    conclude(rq, status, activation);
    free(rq, activation);
  }

  /** Performs all steps that end a request, except giving back its tags. */
  void conclude(QueueRequest rq, BioStatus status, Activation activation) {
    boolean ends = rq.takeToEnd();
    if (listeners.isAny()) {
      ends = callListeners(rq, status, ends, activation);
    }
    if (ends) {
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
      // A failure to count the request must not prevent that it is freed.
      errors.report("counting a request", e);
    }
    if (rq.has(CoreRequest.ELVPRIV)) {
      finish(rq, elevator, activation.now());
    }
  }

  /**
   * Tells the listeners of the end of a request.
   *
   * @param ends whether the calling thread ends the bios of the request
   * @return whether it still has to; not if the queue was given up while a listener did not return
   */
  private boolean callListeners(
      QueueRequest rq, BioStatus status, boolean ends, Activation activation) {
    if (!ends) {
      listeners.completed(rq, status, activation.now());
      return false;
    }
    rq.endStatus = status;
    long call = activation.beginCall(rq, null, rq.home().queue());
    boolean failing = marks.isFailing();
    if (failing) {
      activation.call.end(call);
      if (activation.call.claim(call)) {
        endBios(rq, status, activation);
      }
    }
    listeners.completed(rq, status, activation.now());
    if (failing) {
      return false;
    }
    activation.call.end(call);
    return !marks.isFailing() || activation.call.claim(call);
  }

  /** Ends the bios of a request whose owner is in a listener, with the status of the request. */
  public void endCarried(QueueRequest rq, Activation activation) {
    endBios(rq, rq.endStatus, activation);
  }

  /** Counts an ended request. The first request of a group allocates the group's counters. */
  private void account(QueueRequest rq, long now) {
    long left = rq.leftNanos(now);
    long queueNanos = left - rq.startNanos();
    long deviceNanos = Math.max(0, now - left);
    // Number of sectors that the device moved in total, also if it completed them in parts.
    long sectors = Math.max(rq.sectors(), rq.statsSectors()) - rq.unmovedSectors();
    if (rq.has(CoreRequest.IO_STAT)) {
      int flags = rq.opAndFlags();
      long last = rq.sectors() - rq.unmovedSectors();
      diskStatistics.end(rq.stripe(), flags, last, queueNanos, deviceNanos, now);
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
    // The icq that the prepare step took, which holds a reference to its context.
    IcqNode node = rq.icqNode();
    if (node != null) {
      rq.icq(null);
      node.coreContext().put();
    }
  }

  /**
   * Sets the status of all bios of a request and adds the bios to those whose callbacks will be
   * called. If the request failed and the memory of some bios is closed, only these bios fail; each
   * of the others is issued again by itself.
   */
  public void endBios(QueueRequest rq, BioStatus status, Activation activation) {
    CoreBio bio = rq.firstBio();
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

  /**
   * Returns whether a request of several bios may have failed because the memory of some of them is
   * closed.
   */
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
    // The bio gets its own unit of the usage counter, because the request's unit is given back with
    // the request.
    entrance.enterAgain(bio.stripe());
    bio.issueAlone();
    activation.putAside(bio);
  }

  /** Ends a bio for which no driver has moved a byte or given a cause. */
  public void endBio(CoreBio bio, BioStatus status, Activation activation) {
    endBio(bio, status, null, 0, activation);
  }

  /**
   * Ends a bio. If it is the last piece of a split bio, the split bio ends as well.
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
      bio.fail(status, cause != null ? cause : marks.causeOf(status), errors.queue());
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
    activation.ended(bio);
  }

  /**
   * Ends a request that the driver never completes, because the queue is given up. Its unit of the
   * usage counter and its icq are given back, so that the elevator can be detached; its tags stay
   * taken for ever. A request in a flush sequence keeps unit and icq, because the sequence does not
   * continue.
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

  /** Gives back the tags of a request that was concluded or never used. */
  void free(QueueRequest rq, Activation activation) {
    CoreHardwareQueue hctx = rq.home();
    int stripe = rq.stripe();
    detach(rq, activation);
    activation.scratch.driverReleases.flush();
    activation.scratch.releases.flush();
    entrance.leave(stripe, 1);
    freed(hctx, activation, 1);
  }

  /**
   * Separates a request from its owner and collects its tags for release; afterwards another thread
   * may allocate the request.
   */
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
      // Without memory for another request, the tag must be freed nevertheless.
      errors.report("end of a request", e);
    }
  }

  /** Resumes bios that wait for a tag, after tags of this hardware queue were freed. */
  void freed(CoreHardwareQueue hctx, Activation activation, int count) {
    HardwareTags tags = hctx.tags();
    if (!hctx.pool().isShared()) {
      ParkedBios waiters = tags.waiters(false);
      if (!waiters.isEmpty()) {
        // Tags that the reserve held back earlier may be usable now.
        boolean ignored = waiters.resume(Math.max(count, hctx.pool().freeTags()), activation);
      }
      ParkedBios reservedWaiters = tags.waiters(true);
      if (!reservedWaiters.isEmpty()) {
        boolean ignored = reservedWaiters.resume(count, activation);
      }
    }
    tags.freed();
    hctx.restartIfMarked(activation);
  }

  /**
   * Frees requests that carried no I/O: absorbed requests, and requests allocated in advance and
   * not used.
   */
  public void freeUnused(RequestList unused, Activation activation) {
    for (Request each = unused.removeFirst(); each != null; each = unused.removeFirst()) {
      freeUnused((QueueRequest) each, activation);
    }
  }

  /** Frees a request that carries no I/O and is in no list. */
  public void freeUnused(QueueRequest rq, Activation activation) {
    listeners.absorbed(rq, activation.now());
    if (rq.has(CoreRequest.ELVPRIV)) {
      finish(rq, elevatorInUse.calls(), activation.now());
    }
    free(rq, activation);
  }
}
