package io.elevator.core.queue.complete;

import io.elevator.api.BioFlags;
import io.elevator.api.BioStatus;
import io.elevator.core.queue.callouts.ElevatorCalls;
import io.elevator.core.queue.callouts.ElevatorInUse;
import io.elevator.core.queue.state.Activation;
import io.elevator.core.queue.state.CoreHardwareQueue;
import io.elevator.core.queue.state.FlushTarget;
import io.elevator.core.queue.state.Listeners;
import io.elevator.core.queue.state.Place;
import io.elevator.core.queue.state.QueueErrors;
import io.elevator.core.queue.state.QueueMarks;
import io.elevator.core.queue.state.QueueRequest;
import io.elevator.core.request.CoreRequest;
import io.elevator.core.request.FailureCause;
import io.elevator.core.statistics.DiskStatistics;
import io.elevator.spi.Request;
import io.elevator.spi.RequestList;
import io.elevator.spi.driver.BlockDriver;
import io.elevator.spi.driver.DriverFile;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The flush machine of one hardware queue: takes requests that need the volatile cache flushed
 * before or after their data through the steps pre-flush, data and post-flush. A request is for one
 * target, the device or a file ({@link FlushTarget}), and only flushes of that target concern it.
 * At most one flush of a target is in flight. It serves all requests for the target that were
 * waiting when it was issued; requests that come later wait for the next flush.
 *
 * <p>{@link #lock} guards the targets. The requests that leave a step are moved on after the lock
 * is released, so that no driver or callback is called with it held, except {@code equals} of a
 * file's identity. Data steps are added at the head of the requeue list and the flush at its tail.
 * So the requests that one flush served are written in the order in which they came, and a flush
 * that has to be issued goes before them. Source: behaviour of Linux 6.1 {@code blk-flush.c}, which
 * knows the device only.
 */
public final class FlushMachine {
  private static final int PRE = 1;
  private static final int DATA = 2;
  private static final int POST = 4;

  private final QueueMarks marks;
  private final Listeners listeners;
  private final Completer completer;
  private final Requeues requeues;
  private final DiskStatistics diskStatistics;
  private final BlockDriver driver;
  private final ElevatorInUse elevatorInUse;
  private final QueueErrors errors;
  private final CoreHardwareQueue hctx;
  private final ReentrantLock lock = new ReentrantLock();
  private final FlushTarget device;
  private final FlushTargets files = new FlushTargets();

  /** Creates the flush machine of a hardware queue. */
  public FlushMachine(
      QueueMarks marks,
      Listeners listeners,
      Completer completer,
      Requeues requeues,
      DiskStatistics diskStatistics,
      BlockDriver driver,
      ElevatorInUse elevatorInUse,
      QueueErrors errors,
      CoreHardwareQueue hctx) {
    this.marks = marks;
    this.listeners = listeners;
    this.completer = completer;
    this.requeues = requeues;
    this.diskStatistics = diskStatistics;
    this.driver = driver;
    this.elevatorInUse = elevatorInUse;
    this.errors = errors;
    this.hctx = hctx;
    this.device = new FlushTarget(hctx, driver);
  }

  /**
   * The targets of a flush machine at one moment, for the debug state.
   *
   * @param files number of files that have requests in a flush sequence
   * @param listed the states of some of these files
   */
  public record State(FlushTarget.State device, int files, List<FlushTarget.State> listed) {}

  /** Returns the number of requests in a flush sequence; a snapshot. */
  public int size() {
    lock.lock();
    try {
      return device.size() + files.size();
    } finally {
      lock.unlock();
    }
  }

  /** Returns the number of files that have requests in a flush sequence; a snapshot. */
  public int files() {
    lock.lock();
    try {
      return files.files();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Returns the state of the targets.
   *
   * @param most largest number of files whose states are listed
   */
  public State state(int most) {
    lock.lock();
    try {
      return new State(device.state(), files.files(), files.states(most));
    } finally {
      lock.unlock();
    }
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
      begin(rq, steps, activation);
    }
  }

  private int steps(QueueRequest rq) {
    int flags = rq.opAndFlags();
    int steps = rq.sectors() > 0 ? DATA : 0;
    if (marks.isCacheOn(rq.file())) {
      if ((flags & BioFlags.PREFLUSH) != 0) {
        steps |= PRE;
      }
      if (steps != 0 && (flags & BioFlags.FUA) != 0 && !marks.isFuaOn() && rq.sectors() > 0) {
        steps |= POST;
      }
    }
    return steps;
  }

  /** Begins the sequence of a request, or ends the request if its file cannot get a target. */
  private void begin(QueueRequest rq, int steps, Activation activation) {
    DriverFile file = rq.file();
    FlushTarget target;
    try {
      target = file == null ? device : join(file);
    } catch (Throwable e) {
      // Memory is out, or the driver threw. The request is in no list yet.
      errors.report("driver", "newRequestData", e);
      rq.cause = FailureCause.of(0, e);
      completer.end(rq, BioStatus.IOERR, activation);
      return;
    }
    rq.flushTarget = target;
    rq.set(CoreRequest.FLUSH_SEQ);
    rq.flushSteps = steps;
    advance(target, rq, BioStatus.OK, activation);
  }

  /** Counts a request for a file, and returns the target of the file. */
  private FlushTarget join(DriverFile file) {
    FlushTarget target = join(file, null);
    // Created without the lock, because the driver is called.
    return target != null
        ? target
        : Objects.requireNonNull(join(file, new FlushTarget(hctx, driver)));
  }

  /**
   * Counts a request for a file.
   *
   * @param spare unused target, for the case that the file has no target
   * @return the target of the file; null if it has none, and no target is unused
   */
  private @Nullable FlushTarget join(DriverFile file, @Nullable FlushTarget spare) {
    FlushTarget target = null;
    Throwable defect = null;
    lock.lock();
    try {
      if (spare != null) {
        files.keepUnused(spare);
      }
      try {
        target = files.find(file);
      } catch (Throwable e) {
        // The file gets a second target: its flushes are right, but not shared with the first.
        defect = e;
      }
      if (target == null) {
        target = files.takeUnused();
        if (target != null) {
          files.add(target, file);
        }
      }
      if (target != null) {
        target.join();
      }
    } finally {
      lock.unlock();
    }
    if (defect != null) {
      errors.report("driver", "equals", defect);
    }
    return target;
  }

  /**
   * Called when the driver has completed a request of a sequence or the flush of a target: moves
   * the affected requests to their next steps.
   */
  void stepDone(QueueRequest rq, BioStatus status, Activation activation) {
    rq.rest();
    FlushTarget target = rq.flushTarget;
    if (target == null) {
      throw new IllegalStateException("the request " + rq + " is in no flush sequence");
    }
    if (rq == target.flush()) {
      flushDone(target, status, activation);
      return;
    }
    hctx.releaseDriverTag(rq);
    ElevatorCalls elevator = elevatorInUse.calls();
    if (elevator != null) {
      elevator.completed(rq, activation.now());
    }
    lock.lock();
    try {
      target.endData();
    } finally {
      lock.unlock();
    }
    rq.flushSteps &= ~DATA;
    advance(target, rq, status, activation);
    hctx.restartIfMarked(activation);
  }

  private void flushDone(FlushTarget target, BioStatus status, Activation activation) {
    QueueRequest flush = target.flush();
    listeners.completed(flush, status, activation.now());
    hctx.releaseDriverTag(flush);
    if (flush.has(CoreRequest.IO_STAT)) {
      long left = flush.leftNanos(activation.now());
      diskStatistics.flushed(flush.stripe(), left - flush.startNanos(), activation.now() - left);
    }
    FailureCause cause = flush.cause;
    flush.cause = null;
    RequestList served = activation.scratch.takeGroupList();
    lock.lock();
    try {
      target.end(served);
    } finally {
      lock.unlock();
    }
    // The last of these requests to end its sequence may free the target for another file.
    for (Request each = served.removeFirst(); each != null; each = served.removeFirst()) {
      QueueRequest rq = (QueueRequest) each;
      rq.cause = cause;
      rq.flushSteps &= (rq.flushSteps & PRE) != 0 ? ~PRE : ~POST;
      advance(target, rq, status, activation);
    }
    activation.scratch.giveGroupList(served);
    hctx.restartIfMarked(activation);
  }

  /** Moves a request to its next step or ends it, and issues a flush if one is needed. */
  private void advance(
      FlushTarget target, QueueRequest rq, BioStatus status, Activation activation) {
    boolean toData = false;
    boolean done = false;
    boolean issue;
    lock.lock();
    try {
      if (status != BioStatus.OK || rq.flushSteps == 0) {
        done = true;
      } else if ((rq.flushSteps & PRE) == 0 && (rq.flushSteps & DATA) != 0) {
        toData = true;
        target.beginData();
      } else {
        target.await(rq, activation.now());
      }
      issue = target.beginIfDue(rq.opAndFlags(), marks.isAccounting(), activation.now());
      if (done && target != device) {
        files.leave(target);
      }
    } finally {
      lock.unlock();
    }
    if (toData) {
      requeues.add(rq, true);
      activation.kick(requeues);
    }
    if (issue) {
      requeues.add(target.flush(), false);
      activation.kick(requeues);
    }
    if (done) {
      rq.flushTarget = null;
      rq.place = Place.HAND;
      rq.clear(CoreRequest.FLUSH_SEQ);
      completer.end(rq, status, activation);
    }
  }
}
