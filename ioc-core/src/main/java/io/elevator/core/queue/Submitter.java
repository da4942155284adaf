package io.elevator.core.queue;

import io.elevator.api.BioFlags;
import io.elevator.api.BioStatus;
import io.elevator.api.QueueLimits;
import io.elevator.api.Task;
import io.elevator.core.context.LockChecks;
import io.elevator.core.queue.tags.StripedCounter;
import io.elevator.core.request.CoreBio;
import io.elevator.core.request.CoreRequest;
import io.elevator.core.statistics.DiskStatistics;
import io.elevator.spi.DriverFeature;
import io.elevator.spi.Request;
import io.elevator.spi.RequestList;
import org.jspecify.annotations.Nullable;

/**
 * The way of a bio from its submitter into the elevator, a software queue, the driver, or a parking
 * place, in the order of the reference.
 *
 * <p>Without state but for the count of direct issues, which quiescing waits for: a count is added
 * (a full fence) before the marks are read that forbid dispatch, and those are written before the
 * counts are summed.
 */
final class Submitter {
  private final BlockQueue queue;
  private final BioChecks checks;
  private final BioMerges merges;
  private final Entrance entrance;
  private final Parking parking;
  private final RequestContexts contexts;
  private final DiskStatistics statistics;
  private final DriverCalls driver;
  private final Listeners listeners;
  private final boolean hasBudget;
  private final boolean offersLists;
  private final StripedCounter directIssues;

  Submitter(BlockQueue queue, int stripes) {
    this.queue = queue;
    this.checks = new BioChecks(queue);
    this.merges = new BioMerges(queue);
    this.entrance = queue.entrance();
    this.parking = queue.parking();
    this.contexts = queue.contexts();
    this.statistics = queue.diskStatistics();
    this.driver = queue.driverCalls();
    this.listeners = queue.listeners();
    this.hasBudget = queue.hasBudget();
    this.offersLists =
        queue.shape().has(DriverFeature.LISTS) && !hasBudget && !queue.tagSet().isOfHost();
    this.directIssues = new StripedCounter(stripes);
  }

  /** Returns how bios join what waits. */
  BioMerges merges() {
    return merges;
  }

  /** Whether a thread gives a request to the driver outside a run. */
  boolean isIssuing() {
    return directIssues.sum() != 0;
  }

  /** Takes a bio from its submitter. */
  void submit(CoreBio bio, @Nullable CorePlug plug) {
    if (LockChecks.ENABLED) {
      LockChecks.entering(LockChecks.Entry.SUBMIT);
    }
    Task task = checks.requireSubmittable(bio);
    Activation activation = Activation.current();
    long now = queue.time().now();
    bio.take(now);
    if (plug != null && plug.isNoWait()) {
      bio.opAndFlags(bio.opAndFlags() | BioFlags.NOWAIT);
    }
    go(bio, task, plug, activation, now);
  }

  /** Takes a command of the driver's own from its submitter. */
  void execute(CoreBio bio, boolean atHead, boolean reserved) {
    if (LockChecks.ENABLED) {
      LockChecks.entering(LockChecks.Entry.SUBMIT);
    }
    Task task = checks.requireCommand(bio, reserved);
    Activation activation = Activation.current();
    long now = queue.time().now();
    bio.take(now);
    bio.execute(atHead, reserved);
    go(bio, task, null, activation, now);
  }

  private void go(
      CoreBio bio, Task task, @Nullable CorePlug plug, Activation activation, long now) {
    bio.target(queue);
    bio.stripe(queue.stripeOf(task));
    long limit = bio.timeLimitNanos();
    bio.parkedUntil(limit == 0 ? 0 : now + limit);
    if (bio.followsTask()) {
      bio.effectivePriority(task.effectivePriority());
    }
    bio.chargeTo(task.group());
    if (activation.isBusy()) {
      activation.putAside(bio);
      return;
    }
    boolean was = activation.enter();
    try {
      start(bio, plug, activation, now);
    } finally {
      activation.leave(was);
    }
  }

  /** Checks a bio, enters the queue for it and goes on; or ends it, or parks it at the entrance. */
  void start(CoreBio bio, @Nullable CorePlug plug, Activation activation, long now) {
    BioStatus refusal = checks.check(bio);
    if (refusal != null) {
      queue.completer().endBio(bio, refusal, activation, now);
    } else if (entrance.tryEnter(bio.stripe())) {
      split(bio, plug, activation, now);
    } else {
      waitForEntry(bio, plug, activation, now);
    }
  }

  private void waitForEntry(CoreBio bio, @Nullable CorePlug plug, Activation activation, long now) {
    if (plug != null) {
      // What the plug holds keeps the freeze from ending.
      plug.flush(activation, now, true);
    }
    if (entrance.isDead()) {
      queue.completer().endBio(bio, BioStatus.IOERR, activation, now);
    } else if ((bio.opAndFlags() & BioFlags.NOWAIT) != 0 || !parking.parkAtEntrance(bio)) {
      queue.completer().endBio(bio, BioStatus.AGAIN, activation, now);
    } else if (!entrance.isShut() || entrance.isDead()) {
      // It was opened, or the device died, between the look and the parking.
      parking.resumeEntrance(activation, now);
    }
  }

  /** A bio that waited for entry tries again. */
  boolean retryEntry(CoreBio bio, Activation activation, long now) {
    if (entrance.isDead()) {
      parking.left();
      queue.completer().endBio(bio, BioStatus.IOERR, activation, now);
      return true;
    }
    if (!entrance.tryEnter(bio.stripe())) {
      return false;
    }
    parking.left();
    split(bio, null, activation, now);
    return true;
  }

  /** Cuts pieces off until the device takes what is left. The bio has a usage unit. */
  private void split(CoreBio bio, @Nullable CorePlug plug, Activation activation, long now) {
    if (bio.isCommand()) {
      boolean ignored = place(bio, plug, activation, now);
      return;
    }
    QueueLimits limits = queue.limits();
    long answer = BioSplitter.split(bio, limits);
    while (BioSplitter.sectors(answer) > 0) {
      if ((bio.opAndFlags() & BioFlags.NOWAIT) != 0) {
        endEntered(bio, BioStatus.AGAIN, activation, now);
        return;
      }
      CoreBio front = queue.pieces().take();
      bio.cut(front, BioSplitter.sectors(answer), BioSplitter.segments(answer));
      entrance.enterAgain(bio.stripe());
      if (!place(front, plug, activation, now)) {
        // The rest waits behind it in one piece, however many it will be.
        bio.uncut(true);
        waitForTag(bio, plug, queue.hardwareQueueOf(bio.stripe()), 0, activation, now);
        return;
      }
      answer = BioSplitter.split(bio, limits);
    }
    if (answer == BioSplitter.IMPOSSIBLE) {
      endEntered(bio, BioStatus.IOERR, activation, now);
      return;
    }
    bio.countedSegments(BioSplitter.segments(answer));
    boolean ignored = place(bio, plug, activation, now);
  }

  private void endEntered(CoreBio bio, BioStatus status, Activation activation, long now) {
    int stripe = bio.stripe();
    queue.completer().endBio(bio, status, activation, now);
    entrance.leave(stripe, 1);
  }

  /**
   * Merges a bio, or makes a request of it.
   *
   * @return false if it has to wait for a tag, or would have to
   */
  private boolean place(CoreBio bio, @Nullable CorePlug plug, Activation activation, long now) {
    int stripe = bio.stripe();
    listeners.queued(bio, now);
    CoreHardwareQueue hctx = queue.hardwareQueueOf(stripe);
    ElevatorCalls elevator = queue.elevatorCalls();
    boolean left = elevator != null && plug == null && isLeftToRunner(hctx, stripe, activation);
    boolean mergeable = merges.isMergeable(bio);
    if (mergeable && merges.merge(bio, plug, hctx, left ? null : elevator, activation, now)) {
      entrance.leave(stripe, 1);
      return true;
    }
    QueueRequest cached = plug == null ? null : plug.takeCached(bio, hctx);
    if (cached != null) {
      // It has a usage unit of its own.
      entrance.leave(stripe, 1);
      cached.begin(now);
      queueRequest(fill(cached, bio, now), plug, activation, now);
      return true;
    }
    int shallow = shallowDepth(bio, elevator);
    if (plug != null && plug.expected() > 1 && shallow == 0 && !hctx.pool().isShared()) {
      makeAhead(bio, plug, hctx, elevator, activation, now);
      QueueRequest first = plug.takeCached(bio, hctx);
      if (first != null) {
        entrance.leave(stripe, 1);
        queueRequest(fill(first, bio, now), plug, activation, now);
        return true;
      }
    }
    int tag = hctx.pool().take(stripe, shallow, bio.isReserved());
    if (tag < 0) {
      if (left && elevator != null) {
        // It will wait, and is not to wait for what it could merge with now.
        hctx.software().release(stripe);
        if (mergeable && elevator.hasBioMerge && elevator.bioMerge(bio, activation, now)) {
          entrance.leave(stripe, 1);
          activation.requestRun(hctx);
          return true;
        }
      }
      waitForTag(bio, plug, hctx, shallow, activation, now);
      return false;
    }
    QueueRequest rq = allocate(bio, hctx, elevator, tag, activation, now);
    rq.left = left;
    queueRequest(fill(rq, bio, now), plug, activation, now);
    return true;
  }

  /** Makes requests for as many I/Os of the bio's task as the plug expects, prepared. */
  private void makeAhead(
      CoreBio bio,
      CorePlug plug,
      CoreHardwareQueue hctx,
      @Nullable ElevatorCalls elevator,
      Activation activation,
      long now) {
    int[] tags = plug.tagScratch();
    int count = hctx.pool().tags().takeSeveral(bio.stripe(), plug.takeExpected(), tags);
    for (int i = 0; i < count; i++) {
      entrance.enterAgain(bio.stripe());
      plug.addCached(allocate(bio, hctx, elevator, tags[i], activation, now), now);
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
      Activation activation,
      long now) {
    if ((bio.opAndFlags() & BioFlags.NOWAIT) != 0 || !parking.parkForTag(hctx, bio)) {
      endEntered(bio, BioStatus.AGAIN, activation, now);
      return;
    }
    // From here on the bio may be anybody's.
    if (plug != null) {
      plug.flush(activation, now, true);
    }
    activation.requestRun(hctx);
    boolean reserved = bio.isReserved();
    if (hctx.pool().isShared()) {
      hctx.tags().await(reserved);
      hctx.tags().freed();
    } else if (hctx.pool().tags().hasFree(shallow, reserved)) {
      // It was freed between the search and the parking, when nobody waited.
      hctx.tags().waiters(reserved).resume(1, this::retryAllocation, activation, now);
    }
  }

  /** A bio that waited for a tag tries again. */
  boolean retryAllocation(CoreBio bio, Activation activation, long now) {
    CoreHardwareQueue hctx = queue.hardwareQueueOf(bio.stripe());
    ElevatorCalls elevator = queue.elevatorCalls();
    if (bio.isUncut()) {
      return retryRest(bio, hctx, elevator, activation, now);
    }
    int tag = hctx.pool().take(bio.stripe(), shallowDepth(bio, elevator), bio.isReserved());
    if (tag < 0) {
      return false;
    }
    parking.left();
    QueueRequest rq = allocate(bio, hctx, elevator, tag, activation, now);
    queueRequest(fill(rq, bio, now), null, activation, now);
    return true;
  }

  /** The rest of a split bio is cut further while there are tags. */
  private boolean retryRest(
      CoreBio bio,
      CoreHardwareQueue hctx,
      @Nullable ElevatorCalls elevator,
      Activation activation,
      long now) {
    if (!hctx.pool().mayTake(shallowDepth(bio, elevator))) {
      return false;
    }
    parking.left();
    bio.uncut(false);
    split(bio, null, activation, now);
    return true;
  }

  /** Makes a request for a bio, which it does not have yet. */
  private QueueRequest allocate(
      CoreBio bio,
      CoreHardwareQueue hctx,
      @Nullable ElevatorCalls elevator,
      int tag,
      Activation activation,
      long now) {
    RequestPool pool = hctx.pool();
    QueueRequest rq = pool.allocate(tag);
    int flags =
        (elevator != null ? CoreRequest.ELV : 0)
            | (queue.marks().isAccounting() ? CoreRequest.IO_STAT : 0);
    if (bio.isCommand()) {
      // Nobody counts it, and no elevator hears of it.
      flags = bio.isReserved() ? CoreRequest.RESERVED : 0;
    }
    int opAndFlags = bio.opAndFlags();
    rq.allocate(pool.facing(), opAndFlags, bio.task(), bio.group(), bio.stripe(), flags, now);
    rq.submitter = activation;
    rq.left = false;
    rq.place = Place.HAND;
    if (elevator != null && !bio.isCommand() && !BioFlags.isFlushType(opAndFlags)) {
      contexts.take(rq, now);
      rq.set(CoreRequest.ELVPRIV);
      elevator.prepare(rq, now);
    }
    return rq;
  }

  /** Gives a request its bio; from now on it is queued. */
  private QueueRequest fill(QueueRequest rq, CoreBio bio, long now) {
    rq.carry(bio);
    if (rq.has(CoreRequest.IO_STAT)) {
      statistics.begin(rq.stripe(), bio.opAndFlags(), now);
    }
    listeners.tagged(rq, now);
    return rq;
  }

  /** Runs for what the calling thread's stripe keeps together, as the thread is going to wait. */
  void releaseKept() {
    Activation activation = Activation.current();
    int stripe = activation.stripe;
    if (stripe < 0 || stripe >= queue.stripes()) {
      return;
    }
    CoreHardwareQueue hctx = queue.hardwareQueueOf(stripe);
    if (hctx.software().isKeeping()) {
      boolean was = activation.enter();
      hctx.software().release(stripe);
      activation.requestRun(hctx);
      activation.leave(was);
    }
  }

  private void queueRequest(
      QueueRequest rq, @Nullable CorePlug plug, Activation activation, long now) {
    CoreBio bio = rq.firstCoreBio();
    if (bio != null && bio.isCommand()) {
      rq.home().addDispatch(rq, bio.isCommandAtHead());
      activation.requestRun(rq.home());
    } else if (rq.isFlushType()) {
      rq.home().flushes().insert(rq, activation, now);
    } else if (plug != null) {
      plug.add(rq, activation, now);
    } else {
      insertOrIssue(rq, activation, now);
    }
  }

  /** Gives a request to the elevator; without one to the driver, or to the software queue. */
  private void insertOrIssue(QueueRequest rq, Activation activation, long now) {
    CoreHardwareQueue hctx = rq.home();
    ElevatorCalls elevator = queue.elevatorCalls();
    if (elevator != null) {
      if (rq.left) {
        activation.stripe = rq.stripe();
        if (!hctx.software().stage(rq, now)) {
          hctx.watchKept(now);
          return;
        }
        if (hctx.software().isFlooding(rq.stripe())) {
          hctx.runWord().awaitFree();
        }
      } else if (isLeftToRunner(hctx, rq.stripe(), activation)) {
        hctx.software().add(rq, false);
      } else {
        RequestList one = activation.insertion;
        one.addLast(rq);
        elevator.insert(rq.hardwareQueue(), one, false, activation, now);
      }
      activation.requestRun(hctx);
    } else if (queue.isBlocking()
        || (hctx.busyAverage() > 0 && (queue.hasOneHardwareQueue() || !rq.isSync()))) {
      queueInSoftware(hctx, rq, false, now);
      activation.requestRun(hctx);
    } else {
      BioStatus ignored = issueDirectly(hctx, rq, true, activation, now);
    }
  }

  /**
   * Gives what a plug held for this queue alone to the driver, when there is no elevator.
   *
   * @param list what is left in it is to be inserted
   */
  void issuePlugged(RequestList list, Activation activation, long now) {
    if (queue.isBlocking()) {
      return;
    }
    if (offersLists && isRunnable(list)) {
      QueueRequest first = (QueueRequest) list.first();
      int stripe = first == null ? 0 : first.stripe();
      directIssues.add(stripe, 1);
      if (isRunnable(list)) {
        driver.issueList(list, activation, now);
      }
      issueOver(stripe);
    }
    issueInOrder(list, activation, now);
  }

  private static boolean isRunnable(RequestList list) {
    for (Request rq = list.first(); rq != null; rq = list.next(rq)) {
      if (((QueueRequest) rq).home().isHalted()) {
        return false;
      }
    }
    return true;
  }

  /** Gives requests to the driver one by one until it is busy, and tells it where they end. */
  private void issueInOrder(RequestList list, Activation activation, long now) {
    CoreHardwareQueue untold = null;
    for (QueueRequest rq = (QueueRequest) list.removeFirst();
        rq != null;
        rq = (QueueRequest) list.removeFirst()) {
      CoreHardwareQueue hctx = rq.home();
      if (untold != null && untold != hctx) {
        driver.commit(untold);
        untold = null;
      }
      boolean last = list.isEmpty();
      BioStatus status = issueDirectly(hctx, rq, last, activation, now);
      if (status == BioStatus.OK) {
        untold = last ? null : hctx;
      } else if (status != null && DriverCalls.isBusy(status)) {
        break;
      }
    }
    if (untold != null) {
      driver.commit(untold);
    }
  }

  /**
   * Inserts a group of requests of one hardware queue and stripe in order, and runs.
   *
   * @param group emptied
   * @param waiting whether the thread is about to wait, so that the driver is left to the run
   */
  void insertGroup(
      CoreHardwareQueue hctx,
      int stripe,
      RequestList group,
      boolean waiting,
      Activation activation,
      long now) {
    // They may all be done before the insertion is over; it must not be cut off then.
    entrance.enterAgain(stripe);
    insertAll(hctx, stripe, group, waiting, activation, now);
    activation.requestRun(hctx);
    entrance.leave(stripe, 1);
  }

  private void insertAll(
      CoreHardwareQueue hctx,
      int stripe,
      RequestList group,
      boolean waiting,
      Activation activation,
      long now) {
    ElevatorCalls elevator = queue.elevatorCalls();
    if (elevator != null) {
      if (isLeftToRunner(hctx, stripe, activation)) {
        activation.stripe = stripe;
        hctx.software().addAll(stripe, group);
      } else {
        elevator.insert(hctx.pool().facing(), group, false, activation, now);
      }
    } else {
      if (!waiting && !queue.isBlocking() && hctx.busyAverage() == 0) {
        issueInOrder(group, activation, now);
      }
      if (!group.isEmpty()) {
        for (Request rq = group.first(); rq != null; rq = group.next(rq)) {
          QueueRequest each = (QueueRequest) rq;
          each.inserted(now);
          listeners.inserted(each, now);
        }
        hctx.software().addAll(stripe, group);
      }
    }
  }

  /**
   * Whether the insertion into the elevator is left to the thread that runs the hardware queue now,
   * or behind what the stripe has left to it before.
   */
  private static boolean isLeftToRunner(CoreHardwareQueue hctx, int stripe, Activation activation) {
    return hctx.isRunByAnother(activation)
        || hctx.software().isPending(stripe)
        || hctx.software().isFlooding(stripe);
  }

  /** Inserts a request that was given back, or that comes from elsewhere than a submission. */
  void insertAgain(QueueRequest rq, boolean atHead, Activation activation, long now) {
    CoreHardwareQueue hctx = rq.home();
    ElevatorCalls elevator = queue.elevatorCalls();
    rq.clear(CoreRequest.HANDED_OUT);
    if (rq.isPassthrough()
        || rq.has(CoreRequest.FLUSH_SEQ)
        || (elevator != null && !rq.has(CoreRequest.ELVPRIV))) {
      // The elevator has never heard of it.
      hctx.addDispatch(rq, atHead || rq.has(CoreRequest.FLUSH_SEQ));
    } else if (elevator != null) {
      RequestList one = activation.insertion;
      one.addLast(rq);
      elevator.insert(rq.hardwareQueue(), one, atHead, activation, now);
    } else {
      queueInSoftware(hctx, rq, atHead, now);
    }
  }

  /** Without an elevator: leaves a request to the next run. */
  private void queueInSoftware(CoreHardwareQueue hctx, QueueRequest rq, boolean atHead, long now) {
    rq.inserted(now);
    listeners.inserted(rq, now);
    hctx.software().add(rq, atHead);
  }

  /** Returns what the driver said, or null if the request was inserted instead. */
  private @Nullable BioStatus issueDirectly(
      CoreHardwareQueue hctx, QueueRequest rq, boolean last, Activation activation, long now) {
    int stripe = rq.stripe();
    directIssues.add(stripe, 1);
    if (hctx.isHalted()) {
      issueOver(stripe);
      queueInSoftware(hctx, rq, false, now);
      // Nobody else runs for it if dispatch was allowed again between the look and the insertion.
      if (!hctx.isHalted()) {
        activation.requestRun(hctx);
      }
      return null;
    }
    if (hasBudget && !driver.getBudget(hctx)) {
      issueOver(stripe);
      queueInSoftware(hctx, rq, false, now);
      activation.requestRun(hctx);
      return null;
    }
    BioStatus status = driver.issue(hctx, rq, last, now);
    issueOver(stripe);
    if (status == BioStatus.OK) {
      hctx.updateBusy(false);
    } else if (DriverCalls.isBusy(status)) {
      hctx.updateBusy(true);
      hctx.addDispatch(rq, false);
      activation.requestRun(hctx);
    } else {
      hctx.updateBusy(false);
      rq.place = Place.HAND;
      queue.completer().end(rq, status, activation, now);
    }
    return status;
  }

  private void issueOver(int stripe) {
    directIssues.add(stripe, -1);
    if (queue.isQuiesced()) {
      queue.gate().changed();
    }
  }
}
