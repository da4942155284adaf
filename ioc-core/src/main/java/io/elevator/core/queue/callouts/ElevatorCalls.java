package io.elevator.core.queue.callouts;

import io.elevator.api.BioStatus;
import io.elevator.core.context.CoreTask;
import io.elevator.core.context.LockChecks;
import io.elevator.core.context.QueueIcqs;
import io.elevator.core.queue.state.Activation;
import io.elevator.core.queue.state.CoreHardwareQueue;
import io.elevator.core.queue.state.DefectCounter;
import io.elevator.core.queue.state.Defects;
import io.elevator.core.queue.state.Entrance;
import io.elevator.core.queue.state.Listeners;
import io.elevator.core.queue.state.Place;
import io.elevator.core.queue.state.QueueErrors;
import io.elevator.core.queue.state.QueueRequest;
import io.elevator.core.queue.state.RequestState;
import io.elevator.core.request.CoreBio;
import io.elevator.core.request.CoreRequest;
import io.elevator.core.request.ElevatorAttachment;
import io.elevator.core.time.TimeBase;
import io.elevator.spi.BioMerger;
import io.elevator.spi.DepthLimiter;
import io.elevator.spi.Elevator;
import io.elevator.spi.HardwareQueue;
import io.elevator.spi.Request;
import io.elevator.spi.RequestList;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The calls into one attached elevator, each with a defined outcome when the hook throws or breaks
 * its contract: no request is lost. The caller holds no lock. Immutable except for the receivers of
 * the hooks, which {@link #replace} exchanges.
 */
public final class ElevatorCalls {
  private final TimeBase time;
  private final Entrance entrance;
  private final Listeners listeners;
  private final QueueErrors errors;
  private final LongConsumer runAllAfter;
  private final QueueIcqs icqs;
  private final ElevatorAttachment attachment;
  private final DefectCounter counter;
  private final ThresholdListener thresholds;

  /** Listener that is told when an elevator reaches the threshold of defects. Throws nothing. */
  public interface ThresholdListener {
    /**
     * Called when the threshold is reached, by any thread.
     *
     * @param calls calls of the elevator
     * @param hook hook of the last defect
     * @param thrown last defect
     */
    void reached(ElevatorCalls calls, String hook, Throwable thrown);
  }

  /** The elevator that holds the requests; replaced once, by its quarantine. */
  private volatile Elevator elevator;

  /** The object whose hooks are called: {@link #elevator}, or in checked mode a wrapper of it. */
  private volatile Elevator hooks;

  /** Receiver of {@code bioMerge}; null if the elevator that has the requests has no such hook. */
  private volatile @Nullable BioMerger bioMerger;

  /**
   * Receiver of {@code limitDepth}; null if the elevator that has the requests has no such hook.
   */
  private volatile @Nullable DepthLimiter depthLimiter;

  /**
   * Name for reports, created in advance, since a report may be about an {@link OutOfMemoryError}.
   */
  private final String part;

  private final boolean wantsIcqs;
  public final boolean hasBioMerge;
  public final boolean hasLimitDepth;
  public final boolean queueWide;

  public ElevatorCalls(
      TimeBase time,
      Entrance entrance,
      Listeners listeners,
      QueueErrors errors,
      LongConsumer runAllAfter,
      QueueIcqs icqs,
      boolean wantsIcqs,
      DefectCounter counter,
      ThresholdListener thresholds,
      ElevatorAttachment attachment,
      String name) {
    this.time = time;
    this.entrance = entrance;
    this.listeners = listeners;
    this.errors = errors;
    this.runAllAfter = runAllAfter;
    this.icqs = icqs;
    this.wantsIcqs = wantsIcqs;
    this.thresholds = thresholds;
    this.attachment = attachment;
    this.elevator = attachment.elevator();
    this.counter = counter;
    this.part = "elevator " + name;
    BioMerger merger = attachment.bioMerger();
    DepthLimiter limiter = attachment.depthLimiter();
    this.hasBioMerge = merger != null;
    this.hasLimitDepth = limiter != null;
    if (LockChecks.ENABLED) {
      CheckedElevator checked = new CheckedElevator(elevator, merger, limiter);
      this.hooks = checked;
      this.bioMerger = merger == null ? null : checked;
      this.depthLimiter = limiter == null ? null : checked;
    } else {
      this.hooks = elevator;
      this.bioMerger = merger;
      this.depthLimiter = limiter;
    }
    this.queueWide = attachment.isQueueWide();
  }

  public ElevatorAttachment attachment() {
    return attachment;
  }

  public Elevator elevator() {
    return elevator;
  }

  /** Reports and counts a defect of the elevator in a hook. */
  public void report(String hook, Throwable e) {
    errors.report(part, hook, e);
    if (counter.add(time.now())) {
      thresholds.reached(this, hook, e);
    }
  }

  /** Directs all later calls to an elevator without optional hooks. */
  public void replace(Elevator other) {
    elevator = other;
    hooks = LockChecks.ENABLED ? new CheckedElevator(other, null, null) : other;
    bioMerger = null;
    depthLimiter = null;
  }

  /** Returns the number of tags that the elevator allows for a bio; no limit if the hook throws. */
  public int limitDepth(CoreBio bio) {
    DepthLimiter limiter = depthLimiter;
    if (limiter == null) {
      return 0;
    }
    try {
      return Math.max(0, limiter.limitDepth(bio));
    } catch (Throwable e) {
      report("limitDepth", e);
      return 0;
    }
  }

  /**
   * Gives a new request the icq of its task, if the elevator wants icqs and one can be had, with a
   * reference of its context, and calls the prepare hook. The reference is dropped after the finish
   * hook, once.
   */
  public void prepare(QueueRequest rq, long now) {
    if (wantsIcqs && rq.task() instanceof CoreTask task) {
      try {
        rq.icq(task.findOrCreateIcq(icqs, now));
      } catch (Throwable e) {
        // A factory or an init hook failed: the request goes on without an icq, as after a failed
        // allocation.
        report("making an icq", e);
      }
    }
    try {
      hooks.prepare(rq, now);
    } catch (Throwable e) {
      report("prepare", e);
    }
  }

  /**
   * Asks the elevator to merge a bio and frees the requests that were absorbed. Returns whether a
   * request has taken over the bio according to the merge functions, whatever the hook answered.
   */
  public boolean bioMerge(CoreBio bio, Activation activation) {
    BioMerger merger = bioMerger;
    if (merger == null) {
      return false;
    }
    RequestList absorbed = activation.scratch.absorbed;
    long offer = bio.offer();
    boolean answer = false;
    boolean answered = false;
    try {
      answer = merger.bioMerge(bio, absorbed, activation.now());
      answered = true;
    } catch (Throwable e) {
      report("bioMerge", e);
    }
    boolean merged = !bio.isStillOffered(offer);
    if (!merged) {
      bio.withdrawOffer();
    }
    if (answered && answer != merged) {
      // A merged bio may have ended in the meantime, so the message does not name it.
      report(
          "bioMerge",
          answer
              ? Defects.breach(
                  "it answered true, and no request has the bio ", "", bio, ", which goes on alone")
              : Defects.breach(
                  "it answered false, and a request has the bio, which is left there", "", "", ""));
    }
    settle(absorbed, activation);
    return merged;
  }

  /** Gives requests to the elevator; the requests that it leaves in the list end with an error. */
  public void insert(
      HardwareQueue facing, RequestList list, boolean atHead, Activation activation) {
    for (Request rq = list.first(); rq != null; rq = list.next(rq)) {
      QueueRequest each = (QueueRequest) rq;
      each.insertedBy(activation);
      // A runner that inserts for other threads has read the clock before they submitted.
      long at = Math.max(activation.now(), each.startNanos());
      each.inserted(at);
      listeners.inserted(each, at);
    }
    RequestList absorbed = activation.scratch.absorbed;
    activation.inserting(this);
    try {
      hooks.insert(facing, list, atHead, absorbed, activation.now());
    } catch (Throwable e) {
      report("insert", e);
    } finally {
      activation.inserting(null);
    }
    // The requests left in the list go first, because freeing may resume a waiting bio that uses
    // the same list.
    if (!list.isEmpty()) {
      endLeft(list, activation);
    }
    settle(absorbed, activation);
  }

  private void endLeft(RequestList list, Activation activation) {
    Throwable breach;
    try {
      breach = new IllegalStateException(list.size() + " requests were left, " + list.first());
    } catch (Throwable e) {
      breach = e;
    }
    report("insert", breach);
    RequestList left = activation.scratch.takeGroupList();
    left.moveAllFrom(list);
    for (Request each = left.removeFirst(); each != null; each = left.removeFirst()) {
      if (each instanceof QueueRequest rq && rq.isWithElevator(elevator)) {
        rq.place = Place.HAND;
        rq.home().queue().end(rq, BioStatus.IOERR, activation);
      } else if (!isAbsorbed(each)) {
        report("insert", Defects.breach(each, " was put in the list and is not its own", "", ""));
      }
    }
    activation.scratch.giveGroupList(left);
  }

  private static boolean isAbsorbed(Request each) {
    return each instanceof QueueRequest rq && rq.place == Place.ABSORBED;
  }

  /**
   * Checks the requests that a hook put into {@code absorbed} and frees those that were absorbed. A
   * request in it whose bios no other request has taken over is dispatched, because the elevator
   * does not hold it any more.
   */
  private void settle(RequestList absorbed, Activation activation) {
    for (Request each = absorbed.removeFirst(); each != null; each = absorbed.removeFirst()) {
      if (isAbsorbed(each)) {
        continue;
      }
      boolean ours = each instanceof QueueRequest rq && rq.isWithElevator(elevator);
      report(
          "absorbed",
          Defects.breach(
              "no request took over ",
              "",
              each,
              ours ? ", which is dispatched now" : ", which the elevator does not have"));
      if (ours) {
        QueueRequest rq = (QueueRequest) each;
        rq.set(CoreRequest.HANDED_OUT);
        rq.home().addDispatch(rq, false);
        activation.requestRun(rq.home());
      }
    }
    activation.freeAbsorbed();
  }

  /**
   * Returns whether the elevator may have a request to dispatch. If the hook throws, returns false
   * and requests a later run, since with nothing in flight no completion would cause one.
   */
  public boolean hasWork(HardwareQueue facing) {
    try {
      return hooks.hasWork(facing);
    } catch (Throwable e) {
      report("hasWork", e);
      if (entrance.inside() > 0) {
        runAllAfter.accept(CoreHardwareQueue.RETRY_NANOS);
      }
      return false;
    }
  }

  /**
   * Returns the next request from the elevator, or null. A request that the elevator returns
   * although it was not inserted is not dispatched and stays where it is.
   */
  public @Nullable QueueRequest dispatch(HardwareQueue facing, long now) {
    QueueRequest rq;
    try {
      rq = (QueueRequest) hooks.dispatch(facing, now);
    } catch (Throwable e) {
      report("dispatch", e);
      return null;
    }
    if (rq == null) {
      return null;
    }
    if (!rq.isWithElevator(elevator) || rq.isInList()) {
      report("dispatch", notIts(rq));
      return null;
    }
    rq.place = Place.DISPATCH;
    rq.set(CoreRequest.HANDED_OUT);
    return rq;
  }

  private static Throwable notIts(QueueRequest rq) {
    try {
      return new IllegalStateException("it does not have the request " + RequestState.describe(rq));
    } catch (Throwable e) {
      return e;
    }
  }

  public void completed(QueueRequest rq, long now) {
    try {
      hooks.completed(rq, now);
    } catch (Throwable e) {
      report("completed", e);
    }
  }

  public void requeue(QueueRequest rq, long now) {
    try {
      hooks.requeue(rq, now);
    } catch (Throwable e) {
      report("requeue", e);
    }
  }

  public void finish(QueueRequest rq, long now) {
    try {
      hooks.finish(rq, now);
    } catch (Throwable e) {
      report("finish", e);
    }
  }
}
