package io.elevator.core.queue.submit;

import io.elevator.api.BioFlags;
import io.elevator.api.BioStatus;
import io.elevator.core.context.IcqNode;
import io.elevator.core.queue.callouts.ElevatorCalls;
import io.elevator.core.queue.callouts.ElevatorInUse;
import io.elevator.core.queue.complete.Completer;
import io.elevator.core.queue.complete.Flushes;
import io.elevator.core.queue.state.Activation;
import io.elevator.core.queue.state.CoreHardwareQueue;
import io.elevator.core.queue.state.Entrance;
import io.elevator.core.queue.state.HardwareQueues;
import io.elevator.core.queue.state.Listeners;
import io.elevator.core.queue.state.Place;
import io.elevator.core.queue.state.QueueMarks;
import io.elevator.core.queue.state.QueueOfRequests;
import io.elevator.core.queue.state.QueueRequest;
import io.elevator.core.queue.state.RequestPool;
import io.elevator.core.request.CoreBio;
import io.elevator.core.request.CoreRequest;
import io.elevator.core.statistics.DiskStatistics;
import org.jspecify.annotations.Nullable;

/**
 * Gives a bio a request: merges it into one or allocates one, or parks the bio until there is a
 * tag. Stateless.
 *
 * <p>The bio is recorded as carried ({@link io.elevator.core.queue.state.BioInCall}) while a hook
 * or listener is called for it, because these may not return. If the queue was given up meanwhile,
 * the bio has ended, and the thread that returns does not touch it.
 */
public final class BioPlacement {
  /** The outcome of the attempt to give a bio a request. */
  enum Result {
    /** The bio is in a request. */
    PLACED,
    /** The bio has to wait for a tag, or would have to wait but may not. */
    WAITING,
    /** The queue is given up; the caller has to end the bio. */
    REFUSED,
    /** The queue was given up while a hook or listener did not return; the bio has ended. */
    LOST
  }

  /** Number that stands for no call of a hook. */
  private static final long NO_CALL = 0;

  private final QueueOfRequests target;
  private final HardwareQueues hardwareQueues;
  private final ElevatorInUse elevatorInUse;
  private final QueueMarks marks;
  private final Completer completer;
  private final BioMerges merges;
  private final Inserter inserter;
  private final Entrance entrance;
  private final Parking parking;
  private final Flushes flushes;
  private final DiskStatistics statistics;
  private final Listeners listeners;

  /**
   * Creates the part of a queue that gives bios requests.
   *
   * @param target queue of the bios
   */
  public BioPlacement(
      QueueOfRequests target,
      HardwareQueues hardwareQueues,
      ElevatorInUse elevatorInUse,
      QueueMarks marks,
      Entrance entrance,
      Parking parking,
      BioMerges merges,
      Inserter inserter,
      Flushes flushes,
      Completer completer,
      DiskStatistics statistics,
      Listeners listeners) {
    this.target = target;
    this.hardwareQueues = hardwareQueues;
    this.elevatorInUse = elevatorInUse;
    this.marks = marks;
    this.entrance = entrance;
    this.parking = parking;
    this.merges = merges;
    this.inserter = inserter;
    this.flushes = flushes;
    this.completer = completer;
    this.statistics = statistics;
    this.listeners = listeners;
  }

  private void endEntered(CoreBio bio, BioStatus status, Activation activation) {
    int stripe = bio.stripe();
    completer.endBio(bio, status, activation);
    entrance.leave(stripe, 1);
  }

  /**
   * Merges a bio into a request, or allocates a request for it.
   *
   * @param rest bio from which this one was cut off; null if it is not a piece
   */
  Result place(
      CoreBio bio, @Nullable CoreBio rest, @Nullable CorePlug plug, Activation activation) {
    if (listeners.isAny()) {
      long call = activation.beginCall(bio, rest, target);
      if (!marks.isFailing()) {
        listeners.queued(bio, activation.now());
      }
      if (!keeps(call, activation)) {
        return Result.LOST;
      }
    }
    if (marks.isFailing()) {
      return Result.REFUSED;
    }
    int stripe = bio.stripe();
    CoreHardwareQueue hctx = hardwareQueues.of(stripe);
    ElevatorCalls elevator = elevatorInUse.calls();
    boolean staged =
        elevator != null && plug == null && hctx.software().isUsedBy(stripe, activation);
    boolean mergeable = merges.isMergeable(bio);
    if (mergeable && merges.merge(bio, plug, hctx, staged || elevator == null)) {
      entrance.leave(stripe, 1);
      return Result.PLACED;
    }
    if (mergeable && !staged && elevator != null && elevator.hasBioMerge) {
      Result merged = askToMerge(bio, elevator, activation);
      if (merged != Result.WAITING) {
        return merged;
      }
    }
    QueueRequest cached = plug == null ? null : plug.takeCached(bio, hctx);
    if (cached != null) {
      // The bio's own unit of the usage counter is given back, as the request holds one.
      entrance.leave(stripe, 1);
      cached.begin(activation.now());
      queueRequest(fill(cached, bio, activation.now()), plug, activation);
      return Result.PLACED;
    }
    long call = elevator == null ? NO_CALL : activation.beginCall(bio, rest, target);
    if (elevator != null && marks.isFailing()) {
      return keeps(call, activation) ? Result.REFUSED : Result.LOST;
    }
    int shallow = shallowDepth(bio, elevator);
    if (plug != null && plug.expected() > 1 && shallow == 0 && mayTakeSeveral(hctx)) {
      makeAhead(bio, plug, hctx, elevator, activation);
      if (elevator != null && !keeps(call, activation)) {
        return Result.LOST;
      }
      QueueRequest first = plug.takeCached(bio, hctx);
      if (first != null) {
        entrance.leave(stripe, 1);
        queueRequest(fill(first, bio, activation.now()), plug, activation);
        return Result.PLACED;
      }
      call = elevator == null ? NO_CALL : activation.beginCall(bio, rest, target);
    }
    int tag = takeTag(bio, hctx, shallow, activation);
    QueueRequest rq = tag < 0 ? null : allocate(bio, hctx, elevator, tag, activation);
    if (elevator != null && !keeps(call, activation)) {
      freeUnused(rq, activation);
      return Result.LOST;
    }
    if (rq == null) {
      if (staged && elevator != null) {
        // The bio is about to wait. It must not wait for requests that it could be merged with now.
        hctx.software().release(stripe, activation);
        if (mergeable && elevator.hasBioMerge) {
          Result merged = askToMerge(bio, elevator, activation);
          if (merged != Result.WAITING) {
            return merged;
          }
        }
      }
      waitForTag(bio, plug, hctx, shallow, activation);
      return Result.WAITING;
    }
    rq.mergesLate = staged;
    queueRequest(fill(rq, bio, activation.now()), plug, activation);
    return Result.PLACED;
  }

  /** Asks the elevator to merge a bio. Returns WAITING if no request has taken the bio. */
  private Result askToMerge(CoreBio bio, ElevatorCalls elevator, Activation activation) {
    int stripe = bio.stripe();
    long call = activation.beginCall(bio, null, target);
    boolean merged = !marks.isFailing() && elevator.bioMerge(bio, activation);
    boolean kept = keeps(call, activation);
    if (merged) {
      // If the queue is given up, the bio ends with its request.
      entrance.leave(stripe, 1);
      return Result.PLACED;
    }
    return kept ? Result.WAITING : Result.LOST;
  }

  /** Frees a request whose bio was ended while its preparation did not return. */
  private void freeUnused(@Nullable QueueRequest rq, Activation activation) {
    if (rq != null) {
      // The request has no unit of the usage counter of its own; the caller gives back the bio's.
      entrance.enterAgain(rq.stripe());
      completer.freeUnused(rq, activation);
    }
  }

  /** Takes a tag for a new bio; returns −1 if none is free or the last ones are left to others. */
  private static int takeTag(
      CoreBio bio, CoreHardwareQueue hctx, int shallow, Activation activation) {
    RequestPool pool = hctx.pool();
    return hctx.tags().reserve().permits(bio, pool, activation.now())
        ? pool.take(bio.stripe(), shallow, bio.isReserved())
        : -1;
  }

  private static boolean mayTakeSeveral(CoreHardwareQueue hctx) {
    return !hctx.pool().isShared() && !hctx.tags().reserve().isKept();
  }

  /** Allocates and prepares as many requests for the bio's task as the plug expects I/Os. */
  private void makeAhead(
      CoreBio bio,
      CorePlug plug,
      CoreHardwareQueue hctx,
      @Nullable ElevatorCalls elevator,
      Activation activation) {
    int[] tags = plug.tagScratch();
    int count = hctx.pool().tags().takeSeveral(bio.stripe(), plug.takeExpected(), tags);
    for (int i = 0; i < count; i++) {
      entrance.enterAgain(bio.stripe());
      plug.addCached(allocate(bio, hctx, elevator, tags[i], activation), activation.now());
    }
  }

  private static int shallowDepth(CoreBio bio, @Nullable ElevatorCalls elevator) {
    return elevator != null
            && elevator.hasLimitDepth
            && !bio.isCommand()
            && !BioFlags.isFlushType(bio.opAndFlags())
        ? elevator.limitDepth(bio)
        : 0;
  }

  void waitForTag(
      CoreBio bio,
      @Nullable CorePlug plug,
      CoreHardwareQueue hctx,
      int shallow,
      Activation activation) {
    boolean reserved = bio.isReserved();
    if ((bio.opAndFlags() & BioFlags.NOWAIT) != 0
        || !parking.parkForTag(hctx, bio, activation.now())) {
      endEntered(bio, BioStatus.AGAIN, activation);
      return;
    }
    // From here on another thread may own the bio.
    if (plug != null) {
      plug.flush(activation, true);
    }
    activation.requestRun(hctx);
    if (hctx.pool().isShared()) {
      hctx.tags().await(reserved);
      hctx.tags().freed();
    } else if (hctx.pool().tags().hasFree(shallow, reserved)) {
      // The tag is left to others, or was freed between the search and the parking, when no bio was
      // waiting.
      boolean ignored = hctx.tags().waiters(reserved).resume(1, activation);
    }
  }

  /**
   * Tries again to allocate a request for a bio that waited for a tag.
   *
   * @return whether the bio got one or has ended
   */
  boolean retry(CoreBio bio, Activation activation) {
    CoreHardwareQueue hctx = hardwareQueues.of(bio.stripe());
    ElevatorCalls elevator = elevatorInUse.calls();
    int stripe = bio.stripe();
    long call = activation.beginCall(bio, null, target);
    boolean failing = marks.isFailing();
    int tag =
        failing ? -1 : hctx.pool().take(stripe, shallowDepth(bio, elevator), bio.isReserved());
    QueueRequest rq = tag < 0 ? null : allocate(bio, hctx, elevator, tag, activation);
    boolean kept = keeps(call, activation);
    if (kept && rq == null && !failing) {
      return false;
    }
    parking.left();
    if (!kept) {
      freeUnused(rq, activation);
      entrance.leave(stripe, 1);
    } else if (rq == null) {
      endEntered(bio, marks.failing(), activation);
    } else {
      queueRequest(fill(rq, bio, activation.now()), null, activation);
    }
    return true;
  }

  /**
   * Returns PLACED if there may be a tag for a bio that waits as the rest of a split bio, or if the
   * queue is given up.
   */
  Result tryTag(CoreBio bio, Activation activation) {
    CoreHardwareQueue hctx = hardwareQueues.of(bio.stripe());
    ElevatorCalls elevator = elevatorInUse.calls();
    long call = activation.beginCall(bio, null, target);
    boolean mayTake = marks.isFailing() || hctx.pool().mayTake(shallowDepth(bio, elevator));
    if (!keeps(call, activation)) {
      return Result.LOST;
    }
    return mayTake ? Result.PLACED : Result.WAITING;
  }

  /**
   * Ends a call of a hook or listener that a bio has begun.
   *
   * @return whether the bio still belongs to this thread
   */
  private boolean keeps(long call, Activation activation) {
    activation.call.end(call);
    return !marks.isFailing() || activation.call.claim(call);
  }

  /** Allocates a request for a bio, without giving it the bio. */
  private QueueRequest allocate(
      CoreBio bio,
      CoreHardwareQueue hctx,
      @Nullable ElevatorCalls elevator,
      int tag,
      Activation activation) {
    RequestPool pool = hctx.pool();
    QueueRequest rq = pool.allocate(tag);
    int flags =
        (elevator != null ? CoreRequest.ELV : 0) | (marks.isAccounting() ? CoreRequest.IO_STAT : 0);
    if (bio.isCommand()) {
      // A driver command is not counted, and no elevator is called for it.
      flags = bio.isReserved() ? CoreRequest.RESERVED : 0;
    }
    int opAndFlags = bio.opAndFlags();
    rq.allocate(
        pool.facing(), opAndFlags, bio.task(), bio.group(), bio.stripe(), flags, activation.now());
    rq.submitter = activation;
    rq.mergesLate = false;
    rq.givenBack = 0;
    rq.place = Place.HAND;
    if (elevator != null && !bio.isCommand() && !BioFlags.isFlushType(opAndFlags)) {
      rq.set(CoreRequest.ELVPRIV);
      elevator.prepare(rq, activation.now());
    }
    return rq;
  }

  /** Gives a request its bio; from now on the request counts as queued. */
  private QueueRequest fill(QueueRequest rq, CoreBio bio, long now) {
    rq.carry(bio);
    IcqNode icq = rq.icqNode();
    if (icq != null) {
      // Counted only now, because a request that was allocated in advance may never be used.
      icq.countQueued();
    }
    if (rq.has(CoreRequest.IO_STAT)) {
      statistics.begin(rq.stripe(), bio.opAndFlags(), now);
    }
    // Last: from here on a thread that gives the queue up may end the bio.
    rq.place = Place.SUBMITTED;
    listeners.tagged(rq, now);
    return rq;
  }

  private void queueRequest(QueueRequest rq, @Nullable CorePlug plug, Activation activation) {
    CoreBio bio = rq.firstBio();
    if (bio != null && bio.isCommand()) {
      rq.home().addDispatch(rq, bio.isCommandAtHead());
      activation.requestRun(rq.home());
    } else if (rq.isFlushType()) {
      flushes.of(rq.home()).insert(rq, activation);
    } else if (plug != null) {
      plug.add(rq, activation);
    } else {
      inserter.insertOrIssue(rq, activation);
    }
  }
}
