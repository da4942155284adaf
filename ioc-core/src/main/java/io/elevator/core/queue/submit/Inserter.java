package io.elevator.core.queue.submit;

import io.elevator.api.BioStatus;
import io.elevator.core.queue.callouts.DriverCalls;
import io.elevator.core.queue.callouts.ElevatorCalls;
import io.elevator.core.queue.callouts.ElevatorInUse;
import io.elevator.core.queue.complete.Completer;
import io.elevator.core.queue.state.Activation;
import io.elevator.core.queue.state.CoreHardwareQueue;
import io.elevator.core.queue.state.Entrance;
import io.elevator.core.queue.state.HardwareQueues;
import io.elevator.core.queue.state.Listeners;
import io.elevator.core.queue.state.Place;
import io.elevator.core.queue.state.QueueMarks;
import io.elevator.core.queue.state.QueueRequest;
import io.elevator.core.queue.tags.StripedCounter;
import io.elevator.core.request.CoreRequest;
import io.elevator.spi.Request;
import io.elevator.spi.RequestList;
import io.elevator.spi.driver.DriverFeature;
import io.elevator.spi.driver.DriverShape;
import org.jspecify.annotations.Nullable;

/**
 * The way of a request into the elevator, a software queue or, outside a run, straight to the
 * driver, in the order of the reference.
 *
 * <p>Without state but for the count of direct issues, which quiescing waits for: a count is added
 * (a full fence) before the marks are read that forbid dispatch, and those are written before the
 * counts are summed.
 */
public final class Inserter {
  private final HardwareQueues hardwareQueues;
  private final ElevatorInUse elevatorInUse;
  private final QueueMarks marks;
  private final Completer completer;
  private final Runnable runEnded;
  private final boolean blocking;
  private final Entrance entrance;
  private final DriverCalls driver;
  private final Listeners listeners;
  private final boolean hasBudget;
  private final boolean offersLists;
  private final StripedCounter directIssues;

  /**
   * Makes the way of requests of a queue.
   *
   * @param isHostShared whether other drives take from the same driver tags
   * @param stripes number of stripes
   * @param runEnded called after a direct issue of a quiesced queue
   */
  public Inserter(
      DriverShape shape,
      boolean isHostShared,
      int stripes,
      HardwareQueues hardwareQueues,
      ElevatorInUse elevatorInUse,
      QueueMarks marks,
      Entrance entrance,
      DriverCalls driver,
      Completer completer,
      Listeners listeners,
      Runnable runEnded) {
    this.hardwareQueues = hardwareQueues;
    this.elevatorInUse = elevatorInUse;
    this.marks = marks;
    this.entrance = entrance;
    this.driver = driver;
    this.completer = completer;
    this.listeners = listeners;
    this.runEnded = runEnded;
    this.blocking = shape.has(DriverFeature.BLOCKING);
    this.hasBudget = shape.has(DriverFeature.BUDGET);
    this.offersLists = shape.has(DriverFeature.LISTS) && !hasBudget && !isHostShared;
    this.directIssues = new StripedCounter(stripes);
  }

  /** Whether a thread gives a request to the driver outside a run. */
  public boolean isIssuing() {
    return directIssues.sum() != 0;
  }

  /** Gives a request to the elevator; without one to the driver, or to the software queue. */
  void insertOrIssue(QueueRequest rq, Activation activation) {
    CoreHardwareQueue hctx = rq.home();
    ElevatorCalls elevator = elevatorInUse.calls();
    if (elevator != null) {
      activation.stripe = rq.stripe();
      if (hctx.software().offer(rq, activation)) {
        return;
      }
      RequestList one = activation.scratch.insertion;
      one.addLast(rq);
      elevator.insert(rq.hardwareQueue(), one, false, activation);
      activation.requestRun(hctx);
    } else if (blocking || (hctx.busyAverage() > 0 && (hardwareQueues.isOne() || !rq.isSync()))) {
      queueInSoftware(hctx, rq, false, activation.now());
      activation.requestRun(hctx);
    } else {
      BioStatus ignored = issueDirectly(hctx, rq, true, activation);
    }
  }

  /**
   * Gives what a plug held for this queue alone to the driver, when there is no elevator.
   *
   * @param list what is left in it is to be inserted
   */
  public void issuePlugged(RequestList list, Activation activation) {
    if (blocking) {
      return;
    }
    if (offersLists && isRunnable(list)) {
      QueueRequest first = (QueueRequest) list.first();
      int stripe = first == null ? 0 : first.stripe();
      directIssues.add(stripe, 1);
      if (isRunnable(list)) {
        driver.issueList(list, activation);
      }
      issueOver(stripe);
    }
    issueInOrder(list, activation);
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
  private void issueInOrder(RequestList list, Activation activation) {
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
      BioStatus status = issueDirectly(hctx, rq, last, activation);
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
  public void insertGroup(
      CoreHardwareQueue hctx,
      int stripe,
      RequestList group,
      boolean waiting,
      Activation activation) {
    // They may all be done before the insertion is over; it must not be cut off then.
    entrance.enterAgain(stripe);
    insertAll(hctx, stripe, group, waiting, activation);
    activation.requestRun(hctx);
    entrance.leave(stripe, 1);
  }

  private void insertAll(
      CoreHardwareQueue hctx,
      int stripe,
      RequestList group,
      boolean waiting,
      Activation activation) {
    ElevatorCalls elevator = elevatorInUse.calls();
    if (elevator != null) {
      activation.stripe = stripe;
      if (hctx.software().isUsedBy(stripe, activation)) {
        hctx.software().addAll(stripe, group);
      } else {
        elevator.insert(hctx.pool().facing(), group, false, activation);
      }
    } else {
      if (!waiting && !blocking && hctx.busyAverage() == 0) {
        issueInOrder(group, activation);
      }
      if (!group.isEmpty()) {
        for (Request rq = group.first(); rq != null; rq = group.next(rq)) {
          QueueRequest each = (QueueRequest) rq;
          each.inserted(activation.now());
          listeners.inserted(each, activation.now());
        }
        hctx.software().addAll(stripe, group);
      }
    }
  }

  /** Inserts a request that was given back, or that comes from elsewhere than a submission. */
  public void insertAgain(QueueRequest rq, boolean atHead, Activation activation) {
    CoreHardwareQueue hctx = rq.home();
    ElevatorCalls elevator = elevatorInUse.calls();
    rq.clear(CoreRequest.HANDED_OUT);
    if (marks.isFailing()
        || rq.isPassthrough()
        || rq.has(CoreRequest.FLUSH_SEQ)
        || (elevator != null && !rq.has(CoreRequest.ELVPRIV))) {
      // The elevator has never heard of it, or is not asked any more: a thread may be stuck in it.
      hctx.addDispatch(rq, atHead || rq.has(CoreRequest.FLUSH_SEQ));
    } else if (elevator != null) {
      RequestList one = activation.scratch.insertion;
      one.addLast(rq);
      elevator.insert(rq.hardwareQueue(), one, atHead, activation);
    } else {
      queueInSoftware(hctx, rq, atHead, activation.now());
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
      CoreHardwareQueue hctx, QueueRequest rq, boolean last, Activation activation) {
    int stripe = rq.stripe();
    directIssues.add(stripe, 1);
    if (hctx.isHalted()) {
      issueOver(stripe);
      queueInSoftware(hctx, rq, false, activation.now());
      // Nobody else runs for it if dispatch was allowed again between the look and the insertion.
      if (!hctx.isHalted() || marks.isFailing()) {
        activation.requestRun(hctx);
      }
      return null;
    }
    if (hasBudget && !driver.getBudget(hctx)) {
      issueOver(stripe);
      queueInSoftware(hctx, rq, false, activation.now());
      activation.requestRun(hctx);
      return null;
    }
    BioStatus status = driver.issue(hctx, rq, last, activation.now());
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
      completer.end(rq, status, activation);
    }
    return status;
  }

  private void issueOver(int stripe) {
    directIssues.add(stripe, -1);
    if (marks.isQuiesced()) {
      runEnded.run();
    }
  }
}
