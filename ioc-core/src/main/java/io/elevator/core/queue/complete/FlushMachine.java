package io.elevator.core.queue.complete;

import io.elevator.api.BioFlags;
import io.elevator.api.BioStatus;
import io.elevator.api.Operation;
import io.elevator.core.queue.callouts.ElevatorCalls;
import io.elevator.core.queue.callouts.ElevatorInUse;
import io.elevator.core.queue.state.Activation;
import io.elevator.core.queue.state.CoreHardwareQueue;
import io.elevator.core.queue.state.Listeners;
import io.elevator.core.queue.state.Place;
import io.elevator.core.queue.state.QueueMarks;
import io.elevator.core.queue.state.QueueRequest;
import io.elevator.core.queue.state.RequestState;
import io.elevator.core.request.CoreRequest;
import io.elevator.core.request.FailureCause;
import io.elevator.core.statistics.DiskStatistics;
import io.elevator.spi.Request;
import io.elevator.spi.RequestList;
import io.elevator.spi.driver.BlockDriver;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;

/**
 * The flush machine of one hardware queue: takes requests that need the volatile cache flushed
 * before or after their data through the steps pre-flush, data and post-flush. At most one flush is
 * in flight. It serves all requests that were waiting when it was issued; requests that come later
 * wait for the next flush.
 *
 * <p>{@link #lock} guards all fields. The requests that leave a step are moved on after the lock is
 * released, so that no driver or callback is called with it held. Data steps are added at the head
 * of the requeue list and the flush at its tail. So the requests that one flush served are written
 * in the order in which they came, and a flush that has to be issued goes before them. Source:
 * behaviour of Linux 6.1 {@code blk-flush.c}.
 */
public final class FlushMachine {
  private static final int PRE = 1;
  private static final int DATA = 2;
  private static final int POST = 4;

  /**
   * Longest time that waiting requests are delayed by data steps of other requests before a flush
   * is issued nevertheless, in nanoseconds.
   */
  private static final long PATIENCE_NANOS = 5_000_000_000L;

  private final QueueMarks marks;
  private final Listeners listeners;
  private final Completer completer;
  private final Requeues requeues;
  private final DiskStatistics diskStatistics;
  private final ElevatorInUse elevatorInUse;
  private final CoreHardwareQueue hctx;
  private final ReentrantLock lock = new ReentrantLock();
  private final RequestList[] waiting = {new RequestList(), new RequestList()};
  private final QueueRequest flush;
  private int pendingIndex;
  private int runningIndex;
  private int inData;
  private long pendingSince;

  public FlushMachine(
      QueueMarks marks,
      Listeners listeners,
      Completer completer,
      Requeues requeues,
      DiskStatistics diskStatistics,
      BlockDriver driver,
      ElevatorInUse elevatorInUse,
      CoreHardwareQueue hctx) {
    this.marks = marks;
    this.listeners = listeners;
    this.completer = completer;
    this.requeues = requeues;
    this.diskStatistics = diskStatistics;
    this.elevatorInUse = elevatorInUse;
    this.hctx = hctx;
    this.flush = new QueueRequest(hctx, hctx.pool(), 0);
    flush.bindDriver(driver);
  }

  /** Returns the number of requests in a flush sequence; a snapshot. */
  public int size() {
    lock.lock();
    try {
      return inData + waiting[0].size() + waiting[1].size();
    } finally {
      lock.unlock();
    }
  }

  /** Writes the lists and figures of the flush machine for the debug state. */
  public void describe(
      BiConsumer<String, List<RequestState>> lists, BiConsumer<String, Object> figures) {
    List<RequestState> pending;
    List<RequestState> running;
    int data;
    RequestState own;
    boolean inFlight;
    lock.lock();
    try {
      pending = CoreHardwareQueue.statesOf(waiting[pendingIndex]);
      inFlight = pendingIndex != runningIndex;
      running = inFlight ? CoreHardwareQueue.statesOf(waiting[runningIndex]) : List.of();
      data = inData;
      own = RequestState.of(flush);
    } finally {
      lock.unlock();
    }
    figures.accept("in_data", data);
    lists.accept("pending", pending);
    lists.accept("running", running);
    lists.accept("own_flush", inFlight ? List.of(own) : List.of());
  }

  /** Returns whether the calling thread holds the lock. */
  boolean isLockHeld() {
    return lock.isHeldByCurrentThread();
  }

  /** Accepts a flush-type request that was just allocated. */
  public void insert(QueueRequest rq, Activation activation) {
    int steps = steps(rq);
    int flags = (rq.opAndFlags() & ~BioFlags.PREFLUSH) | BioFlags.SYNC;
    if (!marks.isFuaOn()) {
      flags &= ~BioFlags.FUA;
    }
    rq.opAndFlags(flags);
    if (steps == 0) {
      completer.end(rq, BioStatus.OK, activation);
    } else if (steps == DATA) {
      hctx.addDispatch(rq, false);
      activation.requestRun(hctx);
    } else {
      rq.set(CoreRequest.FLUSH_SEQ);
      rq.flushSteps = steps;
      advance(rq, BioStatus.OK, activation);
    }
  }

  private int steps(QueueRequest rq) {
    int flags = rq.opAndFlags();
    int steps = rq.sectors() > 0 ? DATA : 0;
    if (marks.isCacheOn()) {
      if ((flags & BioFlags.PREFLUSH) != 0) {
        steps |= PRE;
      }
      if (steps != 0 && (flags & BioFlags.FUA) != 0 && !marks.isFuaOn() && rq.sectors() > 0) {
        steps |= POST;
      }
    }
    return steps;
  }

  /**
   * Called when the driver has completed a request of a sequence or the machine's own flush: moves
   * the affected requests to their next steps.
   */
  void stepDone(QueueRequest rq, BioStatus status, Activation activation) {
    rq.rest();
    if (rq == flush) {
      flushDone(status, activation);
      return;
    }
    hctx.releaseDriverTag(rq);
    ElevatorCalls elevator = elevatorInUse.calls();
    if (elevator != null) {
      elevator.completed(rq, activation.now());
    }
    lock.lock();
    try {
      inData--;
    } finally {
      lock.unlock();
    }
    rq.flushSteps &= ~DATA;
    advance(rq, status, activation);
    hctx.restartIfMarked(activation);
  }

  private void flushDone(BioStatus status, Activation activation) {
    listeners.completed(flush, status, activation.now());
    hctx.releaseDriverTag(flush);
    if (flush.has(CoreRequest.IO_STAT)) {
      long left = flush.leftNanos(activation.now());
      diskStatistics.flushed(flush.stripe(), left - flush.startNanos(), activation.now() - left);
    }
    FailureCause cause = flush.cause;
    flush.cause = null;
    RequestList done = new RequestList();
    lock.lock();
    try {
      flush.place = Place.FREE;
      done.moveAllFrom(waiting[runningIndex]);
      runningIndex ^= 1;
    } finally {
      lock.unlock();
    }
    for (Request each = done.removeFirst(); each != null; each = done.removeFirst()) {
      QueueRequest rq = (QueueRequest) each;
      rq.cause = cause;
      rq.flushSteps &= (rq.flushSteps & PRE) != 0 ? ~PRE : ~POST;
      advance(rq, status, activation);
    }
    hctx.restartIfMarked(activation);
  }

  /** Moves a request to its next step or ends it, and issues a flush if one is needed. */
  private void advance(QueueRequest rq, BioStatus status, Activation activation) {
    boolean toData = false;
    boolean done = false;
    boolean issue;
    lock.lock();
    try {
      if (status != BioStatus.OK || rq.flushSteps == 0) {
        done = true;
      } else if ((rq.flushSteps & PRE) == 0 && (rq.flushSteps & DATA) != 0) {
        toData = true;
        inData++;
      } else {
        if (waiting[pendingIndex].isEmpty()) {
          pendingSince = activation.now();
        }
        rq.place = Place.FLUSH;
        waiting[pendingIndex].addLast(rq);
      }
      issue = issueIfDue(rq.opAndFlags(), activation.now());
    } finally {
      lock.unlock();
    }
    if (toData) {
      requeues.add(rq, true);
      activation.kick(requeues);
    }
    if (issue) {
      requeues.add(flush, false);
      activation.kick(requeues);
    }
    if (done) {
      rq.place = Place.HAND;
      rq.clear(CoreRequest.FLUSH_SEQ);
      completer.end(rq, status, activation);
    }
  }

  private boolean issueIfDue(int trigger, long now) {
    QueueRequest first = (QueueRequest) waiting[pendingIndex].first();
    if (pendingIndex != runningIndex
        || first == null
        || (inData > 0 && now - pendingSince < PATIENCE_NANOS)) {
      return false;
    }
    pendingIndex ^= 1;
    int inherited = trigger & (BioFlags.FAILFAST_MASK | BioFlags.DRV);
    flush.allocate(
        first.hardwareQueue(),
        Operation.FLUSH.code() | BioFlags.PREFLUSH | inherited,
        null,
        null,
        first.stripe(),
        marks.isAccounting() ? CoreRequest.FLUSH_SEQ | CoreRequest.IO_STAT : CoreRequest.FLUSH_SEQ,
        now);
    flush.borrowTags(first);
    return true;
  }
}
