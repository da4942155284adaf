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
 * Takes a request into the elevator or a software queue, or gives it directly to the driver outside
 * a run. The order of steps is that of Linux 6.1.
 *
 * <p>Stateless except for the count of direct issues, which quiescing waits for. A thread
 * increments the count (a full fence) before it reads the marks that forbid dispatching, and those
 * are written before the counts are summed.
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
   * Creates the inserter of a queue.
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

  /** Returns whether a thread is giving a request to the driver outside a run. */
  public boolean isIssuing() {
    return directIssues.sum() != 0;
  }

  /**
   * Gives a request to the elevator; without an elevator, to the driver or to the software queue.
   */
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
   * Gives the plugged requests of this queue to the driver, if there is no elevator.
   *
   * @param list requests; those that remain in it afterwards have to be inserted
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

  /** Gives requests to the driver one by one until it refuses one, and notifies it of the end. */
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
   * Inserts a group of requests of one hardware queue and stripe in order, and runs the hardware
   * queue.
   *
   * @param group requests, removed from this list
   * @param waiting whether the thread is about to wait, so that it leaves calling the driver to the
   *     run
   */
  public void insertGroup(
      CoreHardwareQueue hctx,
      int stripe,
      RequestList group,
      boolean waiting,
      Activation activation) {
    // All requests may have ended before the insertion has returned; the additional unit keeps the
    // queue from being torn down until then.
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

  /** Inserts a request that the driver gave back, or that does not come from a submission. */
  public void insertAgain(QueueRequest rq, boolean atHead, Activation activation) {
    CoreHardwareQueue hctx = rq.home();
    ElevatorCalls elevator = elevatorInUse.calls();
    rq.clear(CoreRequest.HANDED_OUT);
    if (marks.isFailing()
        || rq.isPassthrough()
        || rq.has(CoreRequest.FLUSH_SEQ)
        || (elevator != null && !rq.has(CoreRequest.ELVPRIV))) {
      // The elevator never had this request, or is not called any more because a thread may be
      // stuck in it.
      hctx.addDispatch(rq, atHead || rq.has(CoreRequest.FLUSH_SEQ));
    } else if (elevator != null) {
      RequestList one = activation.scratch.insertion;
      one.addLast(rq);
      elevator.insert(rq.hardwareQueue(), one, atHead, activation);
    } else {
      queueInSoftware(hctx, rq, atHead, activation.now());
    }
  }

  /** Puts a request into a software queue for the next run, if there is no elevator. */
  private void queueInSoftware(CoreHardwareQueue hctx, QueueRequest rq, boolean atHead, long now) {
    rq.inserted(now);
    listeners.inserted(rq, now);
    hctx.software().add(rq, atHead);
  }

  /**
   * Gives a request directly to the driver; returns the driver's answer, or null if the request was
   * inserted instead.
   */
  private @Nullable BioStatus issueDirectly(
      CoreHardwareQueue hctx, QueueRequest rq, boolean last, Activation activation) {
    int stripe = rq.stripe();
    directIssues.add(stripe, 1);
    if (hctx.isHalted()) {
      issueOver(stripe);
      queueInSoftware(hctx, rq, false, activation.now());
      // If dispatching was allowed again between the look and the insertion, no other thread runs
      // the hardware queue for this request.
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
