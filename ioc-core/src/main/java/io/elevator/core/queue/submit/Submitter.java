package io.elevator.core.queue.submit;

import io.elevator.api.BioFlags;
import io.elevator.api.BioStatus;
import io.elevator.api.FileHandle;
import io.elevator.api.QueueLimits;
import io.elevator.api.Task;
import io.elevator.core.context.IcqNode;
import io.elevator.core.context.LockChecks;
import io.elevator.core.queue.callouts.ElevatorCalls;
import io.elevator.core.queue.callouts.ElevatorInUse;
import io.elevator.core.queue.complete.Completer;
import io.elevator.core.queue.complete.Flushes;
import io.elevator.core.queue.state.Activation;
import io.elevator.core.queue.state.BioPieces;
import io.elevator.core.queue.state.CoreHardwareQueue;
import io.elevator.core.queue.state.Entrance;
import io.elevator.core.queue.state.HardwareQueues;
import io.elevator.core.queue.state.Listeners;
import io.elevator.core.queue.state.Place;
import io.elevator.core.queue.state.QueueLife;
import io.elevator.core.queue.state.QueueMarks;
import io.elevator.core.queue.state.QueueRequest;
import io.elevator.core.queue.state.RequestPool;
import io.elevator.core.request.BioTarget;
import io.elevator.core.request.CoreBio;
import io.elevator.core.request.CoreRequest;
import io.elevator.core.statistics.DiskStatistics;
import io.elevator.core.time.TimeBase;
import io.elevator.spi.driver.DriverFile;
import org.jspecify.annotations.Nullable;

/**
 * Takes a bio from its submitter into a request, or parks it. The order of steps is that of Linux
 * 6.1. Stateless.
 */
public final class Submitter {
  private final BioTarget target;
  private final DriverFile device;
  private final TimeBase time;
  private final int stripes;
  private final HardwareQueues hardwareQueues;
  private final ElevatorInUse elevatorInUse;
  private final QueueMarks marks;
  private final QueueLife life;
  private final Completer completer;
  private final BioPieces pieces;
  private final BioChecks checks;
  private final BioMerges merges;
  private final Inserter inserter;
  private final Entrance entrance;
  private final Parking parking;
  private final Flushes flushes;
  private final DiskStatistics statistics;
  private final Listeners listeners;

  /**
   * Creates the submitter of a queue.
   *
   * @param target queue that ends and resumes the bios
   * @param stripes number of stripes
   */
  public Submitter(
      BioTarget target,
      DriverFile device,
      TimeBase time,
      int stripes,
      HardwareQueues hardwareQueues,
      ElevatorInUse elevatorInUse,
      QueueMarks marks,
      QueueLife life,
      Entrance entrance,
      Parking parking,
      BioChecks checks,
      BioPieces pieces,
      BioMerges merges,
      Inserter inserter,
      Flushes flushes,
      Completer completer,
      DiskStatistics statistics,
      Listeners listeners) {
    this.target = target;
    this.device = device;
    this.time = time;
    this.stripes = stripes;
    this.hardwareQueues = hardwareQueues;
    this.elevatorInUse = elevatorInUse;
    this.marks = marks;
    this.life = life;
    this.entrance = entrance;
    this.parking = parking;
    this.checks = checks;
    this.pieces = pieces;
    this.merges = merges;
    this.inserter = inserter;
    this.flushes = flushes;
    this.completer = completer;
    this.statistics = statistics;
    this.listeners = listeners;
  }

  /** Submits a bio. */
  public void submit(CoreBio bio, @Nullable CorePlug plug) {
    if (LockChecks.ENABLED) {
      LockChecks.entering(LockChecks.Entry.SUBMIT);
    }
    Task task = checks.requireSubmittable(bio);
    long now = time.now();
    bio.take(now);
    if (plug != null && plug.isNoWait()) {
      bio.opAndFlags(bio.opAndFlags() | BioFlags.NOWAIT);
    }
    go(bio, task, plug, now);
  }

  /** Submits a driver command. */
  public void execute(CoreBio bio, boolean atHead, boolean reserved) {
    if (LockChecks.ENABLED) {
      LockChecks.entering(LockChecks.Entry.SUBMIT);
    }
    Task task = checks.requireCommand(bio, reserved);
    long now = time.now();
    bio.take(now);
    bio.execute(atHead, reserved);
    go(bio, task, null, now);
  }

  private void go(CoreBio bio, Task task, @Nullable CorePlug plug, long now) {
    if (!bio.namesTask()) {
      bio.takeTask(task);
    }
    bio.target(target);
    FileHandle handle = bio.handle();
    bio.place(handle == null || handle == device ? null : (DriverFile) handle);
    int stripe = task.stripe();
    bio.stripe(stripe < stripes ? stripe : stripe % stripes);
    long limit = bio.timeLimitNanos();
    // A limit beyond the end of the clock means no limit.
    bio.parkedUntil(limit == 0 || limit > Long.MAX_VALUE - now ? 0 : now + limit);
    if (!bio.hasOwnPriority()) {
      bio.takePriority(task.effectivePriority());
    }
    bio.chargeTo(task.group());
    Activation activation = Activation.current();
    if (activation.isBusy()) {
      activation.putAside(bio);
      return;
    }
    try (Activation entered = activation.enter(time, now)) {
      start(bio, plug, entered);
    }
  }

  /** Continues the submission of a parked bio. */
  public void proceed(CoreBio bio, Activation activation) {
    if (bio.isAlone()) {
      // The bio was checked earlier, and holds the unit of the usage counter that it got when its
      // request failed.
      split(bio, null, activation);
    } else {
      start(bio, null, activation);
    }
  }

  /**
   * Checks a bio and takes a unit of the usage counter for it. Then continues with it, ends it, or
   * parks it at the entrance.
   */
  void start(CoreBio bio, @Nullable CorePlug plug, Activation activation) {
    BioStatus refusal = checks.check(bio);
    if (refusal != null) {
      completer.endBio(bio, refusal, activation);
    } else if (entrance.tryEnter(bio.stripe())) {
      split(bio, plug, activation);
    } else {
      waitForEntry(bio, plug, activation);
    }
  }

  private void waitForEntry(CoreBio bio, @Nullable CorePlug plug, Activation activation) {
    if (plug != null) {
      // The plugged requests would keep the freeze from completing.
      plug.flush(activation, true);
    }
    if (entrance.isDead()) {
      completer.endBio(bio, life.refusal(), activation);
    } else if ((bio.opAndFlags() & BioFlags.NOWAIT) != 0
        || !parking.parkAtEntrance(bio, activation.now())) {
      completer.endBio(bio, BioStatus.AGAIN, activation);
    } else if (!entrance.isShut() || entrance.isDead()) {
      // The entrance was opened, or the device died, between the look and the parking.
      parking.resumeEntrance(activation);
    }
  }

  /** Tries again to admit a bio that waited at the entrance. */
  public boolean retryEntry(CoreBio bio, Activation activation) {
    if (entrance.isDead()) {
      parking.left();
      completer.endBio(bio, life.refusal(), activation);
      return true;
    }
    if (!entrance.tryEnter(bio.stripe())) {
      return false;
    }
    parking.left();
    split(bio, null, activation);
    return true;
  }

  /**
   * Cuts pieces off a bio until the device accepts the rest. The bio holds a unit of the usage
   * counter.
   */
  private void split(CoreBio bio, @Nullable CorePlug plug, Activation activation) {
    if (bio.isCommand()) {
      boolean ignored = place(bio, plug, activation);
      return;
    }
    QueueLimits limits = marks.limits();
    long answer = BioSplitter.split(bio, limits);
    while (BioSplitter.bytes(answer) > 0) {
      if ((bio.opAndFlags() & BioFlags.NOWAIT) != 0) {
        endEntered(bio, BioStatus.AGAIN, activation);
        return;
      }
      CoreBio front = pieces.take();
      if (front == null) {
        endEntered(bio, BioStatus.IOERR, activation);
        return;
      }
      bio.cut(front, BioSplitter.bytes(answer), BioSplitter.segments(answer));
      entrance.enterAgain(bio.stripe());
      if (!place(front, plug, activation)) {
        // The rest waits behind this piece as one bio, whatever number of pieces it will become.
        bio.uncut(true);
        waitForTag(bio, plug, hardwareQueues.of(bio.stripe()), 0, activation);
        return;
      }
      answer = BioSplitter.split(bio, limits);
    }
    if (answer == BioSplitter.IMPOSSIBLE) {
      endEntered(bio, BioStatus.IOERR, activation);
      return;
    }
    bio.countedSegments(BioSplitter.segments(answer));
    boolean ignored = place(bio, plug, activation);
  }

  private void endEntered(CoreBio bio, BioStatus status, Activation activation) {
    int stripe = bio.stripe();
    completer.endBio(bio, status, activation);
    entrance.leave(stripe, 1);
  }

  /**
   * Merges a bio into a request, or allocates a request for it.
   *
   * @return false if the bio has to wait for a tag, or would have to wait but may not
   */
  private boolean place(CoreBio bio, @Nullable CorePlug plug, Activation activation) {
    int stripe = bio.stripe();
    listeners.queued(bio, activation.now());
    CoreHardwareQueue hctx = hardwareQueues.of(stripe);
    ElevatorCalls elevator = elevatorInUse.calls();
    boolean staged =
        elevator != null && plug == null && hctx.software().isUsedBy(stripe, activation);
    boolean mergeable = merges.isMergeable(bio);
    if (mergeable && merges.merge(bio, plug, hctx, staged ? null : elevator, activation)) {
      entrance.leave(stripe, 1);
      return true;
    }
    QueueRequest cached = plug == null ? null : plug.takeCached(bio, hctx);
    if (cached != null) {
      // The bio's own unit of the usage counter is given back, as the request holds one.
      entrance.leave(stripe, 1);
      cached.begin(activation.now());
      queueRequest(fill(cached, bio, activation.now()), plug, activation);
      return true;
    }
    int shallow = shallowDepth(bio, elevator);
    if (plug != null && plug.expected() > 1 && shallow == 0 && mayTakeSeveral(hctx)) {
      makeAhead(bio, plug, hctx, elevator, activation);
      QueueRequest first = plug.takeCached(bio, hctx);
      if (first != null) {
        entrance.leave(stripe, 1);
        queueRequest(fill(first, bio, activation.now()), plug, activation);
        return true;
      }
    }
    int tag = takeTag(bio, hctx, shallow, activation);
    if (tag < 0) {
      if (staged && elevator != null) {
        // The bio is about to wait. It must not wait for requests that it could be merged with now.
        hctx.software().release(stripe, activation);
        if (mergeable && elevator.hasBioMerge && elevator.bioMerge(bio, activation)) {
          entrance.leave(stripe, 1);
          return true;
        }
      }
      waitForTag(bio, plug, hctx, shallow, activation);
      return false;
    }
    QueueRequest rq = allocate(bio, hctx, elevator, tag, activation);
    rq.mergesLate = staged;
    queueRequest(fill(rq, bio, activation.now()), plug, activation);
    return true;
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

  private void waitForTag(
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

  /** Tries again to allocate a request for a bio that waited for a tag. */
  public boolean retryAllocation(CoreBio bio, Activation activation) {
    CoreHardwareQueue hctx = hardwareQueues.of(bio.stripe());
    ElevatorCalls elevator = elevatorInUse.calls();
    if (bio.isUncut()) {
      return retryRest(bio, hctx, elevator, activation);
    }
    int tag = hctx.pool().take(bio.stripe(), shallowDepth(bio, elevator), bio.isReserved());
    if (tag < 0) {
      return false;
    }
    parking.left();
    QueueRequest rq = allocate(bio, hctx, elevator, tag, activation);
    queueRequest(fill(rq, bio, activation.now()), null, activation);
    return true;
  }

  /** Continues to cut the rest of a split bio while there are tags. */
  private boolean retryRest(
      CoreBio bio,
      CoreHardwareQueue hctx,
      @Nullable ElevatorCalls elevator,
      Activation activation) {
    if (!hctx.pool().mayTake(shallowDepth(bio, elevator))) {
      return false;
    }
    parking.left();
    bio.uncut(false);
    split(bio, null, activation);
    return true;
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

  /**
   * Has the requests dispatched that the calling thread's stripe has staged, because the thread is
   * about to wait.
   */
  void releaseStaged() {
    Activation activation = Activation.current();
    int stripe = activation.stripe;
    if (stripe < 0 || stripe >= stripes) {
      return;
    }
    CoreHardwareQueue hctx = hardwareQueues.of(stripe);
    if (hctx.software().isKeeping()) {
      try (Activation entered = Activation.enter(time)) {
        hctx.software().release(stripe, entered);
      }
    }
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
