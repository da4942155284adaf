package io.elevator.core.queue.run;

import io.elevator.api.BioStatus;
import io.elevator.core.context.IcqNode;
import io.elevator.core.queue.callouts.DriverCalls;
import io.elevator.core.queue.callouts.ElevatorCalls;
import io.elevator.core.queue.callouts.ElevatorInUse;
import io.elevator.core.queue.complete.Completer;
import io.elevator.core.queue.state.Activation;
import io.elevator.core.queue.state.CoreHardwareQueue;
import io.elevator.core.queue.state.Place;
import io.elevator.core.queue.state.QueueErrors;
import io.elevator.core.queue.state.QueueMarks;
import io.elevator.core.queue.state.QueueRequest;
import io.elevator.core.queue.state.RunWord;
import io.elevator.core.queue.state.Staging;
import io.elevator.core.queue.submit.BioMerges;
import io.elevator.core.time.TimeBase;
import io.elevator.spi.HardwareQueue;
import io.elevator.spi.Request;
import io.elevator.spi.RequestList;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The runs of one hardware queue: dispatches first the requests of the dispatch list, then those of
 * the elevator or, without one, of the software queues, as long as there are driver tags and
 * budget. Under an elevator the software queues hold requests that were submitted while another
 * thread was the runner. The runner inserts all of them at once, so that submitters do not wait for
 * the elevator's lock.
 *
 * <p>The runner owns all fields ({@link RunWord}): acquire and release of the run word order them
 * from one runner to the next. Other threads read {@code calls}, in opaque mode. Source: behaviour
 * of Linux 6.1 {@code blk-mq-sched.c}.
 */
public final class Dispatcher {
  /** Number of requests of other threads that a runner dispatches before a worker continues. */
  static final int MOST_FOREIGN = 1024;

  private static final VarHandle CALLS;

  static {
    try {
      CALLS = MethodHandles.lookup().findVarHandle(Dispatcher.class, "calls", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Reason why not all requests of a list were given to the driver. */
  private enum Shortage {
    NONE,
    NO_TAG,
    NO_BUDGET,
    RESOURCE,
    DEV_RESOURCE
  }

  private final ElevatorInUse elevatorInUse;
  private final QueueMarks marks;
  private final Consumer<BioStatus> endWaiting;
  private final BioMerges merges;
  private final Completer completer;
  private final TimeBase time;
  private final QueueErrors errorReports;
  private final LongConsumer runAllAfter;
  private final CoreHardwareQueue hctx;
  private final DriverCalls driver;
  private final boolean hasBudget;
  private final RequestList batch = new RequestList();
  private final RequestList arrived = new RequestList();
  private long runs;

  /** Number of calls of the driver that have returned; read by the scan for late requests. */
  private long calls;

  private int foreign;

  /**
   * Creates the dispatcher of a hardware queue.
   *
   * @param hasBudget whether the driver has a budget
   * @param runAllAfter requests runs of all hardware queues that may have work, after a time in
   *     nanoseconds
   */
  public Dispatcher(
      CoreHardwareQueue hctx,
      ElevatorInUse elevatorInUse,
      QueueMarks marks,
      Consumer<BioStatus> endWaiting,
      DriverCalls driver,
      boolean hasBudget,
      BioMerges merges,
      Completer completer,
      TimeBase time,
      QueueErrors errorReports,
      LongConsumer runAllAfter) {
    this.hctx = hctx;
    this.elevatorInUse = elevatorInUse;
    this.marks = marks;
    this.endWaiting = endWaiting;
    this.driver = driver;
    this.hasBudget = hasBudget;
    this.merges = merges;
    this.completer = completer;
    this.time = time;
    this.errorReports = errorReports;
    this.runAllAfter = runAllAfter;
    // Links the VarHandle accesses: the first execution of one needs memory.
    CALLS.setOpaque(this, calls());
  }

  /** Returns the number of runs so far; a snapshot. */
  public long runs() {
    return runs;
  }

  /** Returns the number of calls of the driver that have returned. */
  long calls() {
    return (long) CALLS.getOpaque(this);
  }

  /** Called when a thread has become the runner. */
  void begin() {
    foreign = 0;
  }

  /** Returns whether the runner has dispatched {@link #MOST_FOREIGN} requests of other threads. */
  boolean hasServedMost() {
    return foreign >= MOST_FOREIGN;
  }

  /**
   * Puts the collected requests of a pass that threw into the dispatch list, so that a later run
   * dispatches them.
   */
  void passFailed() {
    try {
      if (!batch.isEmpty()) {
        leaveOver(Shortage.NONE);
      }
      for (Request each = arrived.removeFirst(); each != null; each = arrived.removeFirst()) {
        hctx.software().add((QueueRequest) each, false);
      }
    } catch (Throwable e) {
      errorReports.report("run", e);
    }
  }

  /**
   * Inserts staged requests and dispatches, once.
   *
   * @param begins whether this is the first pass of a run
   */
  void pass(Activation activation, boolean begins) {
    for (int look = 0; look < 2; look++) {
      activation.beginStep(time);
      if (begins && look == 0) {
        hctx.software().runBegins(activation);
      }
      // Inserted even if nothing may be dispatched, because inserted requests can be merged.
      insertArrived(activation);
      if (hctx.isHalted()) {
        endIfFailing();
        return;
      }
      // Read only now: a thread that quiesces after this point waits for this run, and a thread
      // that quiesced before has finished. An earlier read could return an elevator that a switch
      // has detached in the meantime.
      ElevatorCalls elevator = elevatorInUse.calls();
      runs++;
      if (hctx.hasDispatchable()) {
        hctx.takeDispatch(batch);
        hctx.markRestart();
        if (!dispatchBatch(activation)) {
          return;
        }
      }
      boolean lookAgain =
          elevator != null ? pullFromElevator(elevator, activation) : pullFromSoftware(activation);
      if (!lookAgain) {
        return;
      }
    }
    // New requests keep arriving ahead of the elevator's: end this run and begin another
    // immediately.
    hctx.runWord().again();
  }

  /**
   * Ends the requests that a thread inserted after the queue was given up. That thread was in a
   * hook at the time, so the closing thread did not find the requests, and nothing is dispatched
   * any more.
   */
  private void endIfFailing() {
    BioStatus failing = marks.failing();
    if (failing != BioStatus.OK) {
      endWaiting.accept(failing);
    }
  }

  /**
   * Pulls requests from the elevator and dispatches them.
   *
   * @return whether requests were found in the dispatch list in the meantime, which go first
   */
  private boolean pullFromElevator(ElevatorCalls elevator, Activation activation) {
    HardwareQueue facing = hctx.pool().facing();
    while (true) {
      insertArrived(activation);
      int limit = hctx.busyAverage() > 0 ? 1 : elevatorInUse.requests();
      int count = 0;
      boolean kick = false;
      boolean lookAgain = false;
      while (count < limit && elevator.hasWork(facing)) {
        if (hctx.hasDispatchable()) {
          lookAgain = true;
          break;
        }
        boolean budget = needsBudget();
        if (budget && !driver.getBudget(hctx)) {
          // Where the unit of budget is in use, nothing refers to this hardware queue, so it is run
          // after a delay.
          hctx.runs().requestWithin(CoreHardwareQueue.RETRY_NANOS);
          break;
        }
        QueueRequest rq = elevator.dispatch(facing, activation.now());
        if (rq == null) {
          if (budget) {
            driver.putBudget(hctx);
          }
          kick = true;
          break;
        }
        count++;
        if (!collect(rq, budget, activation)) {
          break;
        }
      }
      if (count == 0) {
        if (kick) {
          // Holding the budget for a moment may have stopped another hardware queue.
          runAllAfter.accept(CoreHardwareQueue.RETRY_NANOS);
        }
        return lookAgain;
      }
      boolean progress = batch.isEmpty() || dispatchBatch(activation);
      if (lookAgain || !progress || hasServedMost() || hctx.isHalted()) {
        return lookAgain && progress;
      }
      activation.beginStep(time);
    }
  }

  /**
   * Inserts the staged requests into the elevator, in each stripe's order. The elevator is read
   * only after a request was found, because that request keeps the queue from being frozen and
   * thereby the elevator from being detached.
   */
  private void insertArrived(Activation activation) {
    Staging software = hctx.software();
    if (software.hasPending()) {
      ElevatorCalls elevator = elevatorInUse.calls();
      if (elevator == null) {
        return;
      }
      software.drain(arrived, activation);
      for (int left = arrived.size(); left > 0; left--) {
        QueueRequest rq = (QueueRequest) arrived.removeFirst();
        if (rq != null && !(rq.mergesLate && mergeLate(rq, elevator, activation))) {
          arrived.addLast(rq);
        }
      }
      if (!arrived.isEmpty()) {
        elevator.insert(hctx.pool().facing(), arrived, false, activation);
      }
    }
  }

  /**
   * Returns whether the bio of a staged request was merged into a request of the elevator, which
   * its submitter had not asked.
   */
  private boolean mergeLate(QueueRequest rq, ElevatorCalls elevator, Activation activation) {
    rq.mergesLate = false;
    return merges.mergeLate(rq, elevator, activation);
  }

  /**
   * Adds a request that the elevator dispatched to the batch, or gives it to the hardware queue
   * that it belongs to.
   *
   * @param budget whether a unit of the driver's budget was taken for the request
   * @return whether there was a driver tag for the request, so that another may follow
   */
  private boolean collect(QueueRequest rq, boolean budget, Activation activation) {
    CoreHardwareQueue home = rq.home();
    if (home == hctx) {
      rq.ownsBudget = budget;
      batch.addLast(rq);
      return home.takeDriverTag(rq);
    }
    if (budget) {
      driver.putBudget(hctx);
    }
    // Given over without a driver tag: the request may have to wait there behind others, which
    // would then lack the tag.
    boolean more = home.driverTags().ordinary().hasFree(0);
    home.addDispatch(rq, false);
    activation.requestRun(home);
    return more;
  }

  private boolean pullFromSoftware(Activation activation) {
    Staging software = hctx.software();
    if (hctx.busyAverage() == 0) {
      software.takeAll(batch);
      markCollected();
      if (!batch.isEmpty()) {
        dispatchBatch(activation);
      }
      return false;
    }
    while (software.hasPending()) {
      if (hctx.hasDispatchable()) {
        return true;
      }
      boolean budget = needsBudget();
      if (budget && !driver.getBudget(hctx)) {
        hctx.runs().requestWithin(CoreHardwareQueue.RETRY_NANOS);
        return false;
      }
      QueueRequest rq = software.takeNext();
      if (rq == null) {
        if (budget) {
          driver.putBudget(hctx);
        }
        return false;
      }
      rq.place = Place.DISPATCH;
      rq.ownsBudget = budget;
      batch.addLast(rq);
      if (!dispatchBatch(activation) || hasServedMost() || hctx.isHalted()) {
        return false;
      }
      activation.beginStep(time);
    }
    return false;
  }

  private void markCollected() {
    for (Request rq = batch.first(); rq != null; rq = batch.next(rq)) {
      ((QueueRequest) rq).place = Place.DISPATCH;
    }
  }

  /**
   * Gives the requests of the batch to the driver until it refuses one; the rest goes to the
   * dispatch list.
   *
   * @return whether all requests left the batch and at least one was queued or ended with an error
   */
  private boolean dispatchBatch(Activation activation) {
    int queued = 0;
    int errors = 0;
    boolean announcedLast = true;
    Shortage shortage = Shortage.NONE;
    while (shortage == Shortage.NONE) {
      QueueRequest rq = (QueueRequest) batch.first();
      if (rq == null) {
        break;
      }
      BioStatus failing = marks.failing();
      if (failing != BioStatus.OK) {
        // Given back without waiting for a tag, because the driver may never complete the requests
        // that hold tags.
        batch.remove(rq);
        errors++;
        announcedLast = false;
        fail(rq, failing, activation);
        continue;
      }
      shortage = makeReady(rq);
      if (shortage != Shortage.NONE) {
        break;
      }
      Request removed = batch.removeFirst();
      QueueRequest next = (QueueRequest) batch.first();
      boolean last = removed == null || next == null || !nextIsTagged(next);
      boolean foreigner = rq.submitter != activation;
      IcqNode icq = rq.icqNode();
      BioStatus status = driver.issue(hctx, rq, last, activation.now());
      CALLS.setOpaque(this, calls + 1);
      if (status == BioStatus.OK) {
        queued++;
        announcedLast = last;
        if (icq != null) {
          icq.countDispatched();
        }
        if (foreigner) {
          foreign++;
        }
      } else if (DriverCalls.isBusy(status)) {
        takeBack(rq, next);
        shortage = status == BioStatus.RESOURCE ? Shortage.RESOURCE : Shortage.DEV_RESOURCE;
      } else {
        errors++;
        announcedLast = false;
        rq.place = Place.HAND;
        completer.end(rq, status, activation);
      }
    }
    if (queued > 0 && (!announcedLast || shortage != Shortage.NONE)) {
      driver.commit(hctx);
    }
    if (batch.isEmpty()) {
      hctx.updateBusy(false);
      return queued + errors > 0;
    }
    leaveOver(shortage);
    return false;
  }

  /** Ends a request of a queue that no longer gives requests to its driver. */
  private void fail(QueueRequest rq, BioStatus status, Activation activation) {
    if (rq.ownsBudget) {
      rq.ownsBudget = false;
      driver.putBudget(hctx);
    }
    rq.place = Place.HAND;
    completer.end(rq, status, activation);
  }

  /** Returns whether a request needs a unit of the driver's budget before it is dispatched. */
  private boolean needsBudget() {
    return hasBudget && !marks.isFailing();
  }

  /** Takes the budget and the driver tag that a request needs; returns what is missing. */
  private Shortage makeReady(QueueRequest rq) {
    boolean budgetHere = hasBudget && !rq.ownsBudget;
    if (budgetHere) {
      if (!driver.getBudget(hctx)) {
        hctx.releaseDriverTag(rq);
        return Shortage.NO_BUDGET;
      }
      rq.ownsBudget = true;
    }
    if (!rq.hasDriverTag() && !hctx.takeDriverTag(rq)) {
      // A tag that was freed before the mark was set wakes no thread, so look for a tag once more.
      hctx.awaitDriverTag(rq);
      if (!hctx.takeDriverTag(rq)) {
        if (budgetHere) {
          driver.putBudget(hctx);
          rq.ownsBudget = false;
        }
        return Shortage.NO_TAG;
      }
    }
    return Shortage.NONE;
  }

  private boolean nextIsTagged(QueueRequest next) {
    return next.hasDriverTag() || hctx.takeDriverTag(next);
  }

  private void takeBack(QueueRequest rq, @Nullable QueueRequest next) {
    rq.place = Place.DISPATCH;
    batch.addFirst(rq);
    hctx.releaseDriverTag(rq);
    if (next != null) {
      hctx.releaseDriverTag(next);
    }
  }

  private void leaveOver(Shortage shortage) {
    for (Request each = batch.first(); each != null; each = batch.next(each)) {
      QueueRequest rq = (QueueRequest) each;
      // A flush may be inserted in front of these requests, and it must find a tag.
      hctx.releaseDriverTag(rq);
      if (rq.ownsBudget) {
        rq.ownsBudget = false;
        driver.putBudget(hctx);
      }
    }
    hctx.addDispatch(batch);
    if (!hctx.isMarkedRestart()) {
      hctx.runWord().again();
    } else if (shortage == Shortage.RESOURCE || shortage == Shortage.NO_BUDGET) {
      hctx.runs().requestWithin(CoreHardwareQueue.RETRY_NANOS);
    }
    hctx.updateBusy(true);
  }
}
