package io.elevator.core.queue.submit;

import io.elevator.api.BioFlags;
import io.elevator.api.QueueLimits;
import io.elevator.core.context.IcqNode;
import io.elevator.core.queue.callouts.ElevatorCalls;
import io.elevator.core.queue.callouts.ElevatorInUse;
import io.elevator.core.queue.complete.Completer;
import io.elevator.core.queue.state.Activation;
import io.elevator.core.queue.state.CoreHardwareQueue;
import io.elevator.core.queue.state.Listeners;
import io.elevator.core.queue.state.QueueMarks;
import io.elevator.core.queue.state.QueueRequest;
import io.elevator.core.queue.state.Staging;
import io.elevator.core.request.CoreBio;
import io.elevator.core.request.CoreRequest;
import io.elevator.core.request.MergeRules;
import io.elevator.core.statistics.DiskStatistics;
import io.elevator.core.time.TimeBase;
import io.elevator.spi.MergeKind;
import io.elevator.spi.Request;
import io.elevator.spi.RequestList;
import org.jspecify.annotations.Nullable;

/**
 * Merges a bio into a waiting request in the plug, the elevator or a software queue, and counts the
 * merge. Stateless: each of these places guards its requests itself.
 */
public final class BioMerges implements Staging.Joiner {
  /** Number of requests of a software queue that are tried for a merge, newest first. */
  private static final int MOST_EXAMINED = 8;

  private final QueueMarks marks;
  private final ElevatorInUse elevatorInUse;
  private final TimeBase time;
  private final Completer completer;
  private final DiskStatistics statistics;
  private final Listeners listeners;

  public BioMerges(
      QueueMarks marks,
      ElevatorInUse elevatorInUse,
      TimeBase time,
      Completer completer,
      DiskStatistics statistics,
      Listeners listeners) {
    this.marks = marks;
    this.elevatorInUse = elevatorInUse;
    this.time = time;
    this.completer = completer;
    this.statistics = statistics;
    this.listeners = listeners;
  }

  /** Returns whether the flags of a bio allow that it is merged into another bio's request. */
  boolean isMergeable(CoreBio bio) {
    return BioFlags.mayMerge(bio.opAndFlags())
        && !bio.isCommand()
        && !bio.isAlone()
        && !marks.isMergingOff();
  }

  /**
   * Tries to merge a bio into a waiting request of the plug or a software queue.
   *
   * @param inSoftware whether requests of the software queue are tried, as there is no elevator or
   *     the runner asks it later
   */
  boolean merge(CoreBio bio, @Nullable CorePlug plug, CoreHardwareQueue hctx, boolean inSoftware) {
    return (plug != null && plug.merge(bio, hctx, this))
        || (inSoftware && hctx.software().merge(bio, this));
  }

  @Override
  public boolean joinNewest(RequestList list, CoreBio bio) {
    QueueLimits limits = marks.limits();
    // This method does not ask the elevator, which may keep apart tasks, and sync and async
    // requests.
    boolean any = elevatorInUse.calls() == null;
    int remaining = MOST_EXAMINED;
    for (Request each = list.last(); each != null && remaining > 0; each = list.previous(each)) {
      remaining--;
      QueueRequest rq = (QueueRequest) each;
      MergeKind kind =
          (any || isAlike(rq, bio)) && MergeRules.compatible(rq, bio)
              ? MergeRules.adjacency(rq, bio, limits)
              : null;
      if (kind != null) {
        boolean merged = MergeRules.join(rq, bio, kind, limits) == MergeRules.Outcome.MERGED;
        if (merged) {
          countMerge(rq, bio);
        }
        return merged;
      }
    }
    return false;
  }

  private static boolean isAlike(QueueRequest rq, CoreBio bio) {
    return rq.task() == bio.task() && rq.isSync() == BioFlags.isSync(bio.opAndFlags());
  }

  /**
   * Asks the elevator to merge the bio of a staged request into a request that the elevator holds.
   * If it does, the staged request ends. Called by the runner for a submitter that staged without
   * asking.
   */
  public boolean mergeLate(QueueRequest rq, ElevatorCalls elevator, Activation activation) {
    CoreBio bio = rq.firstBio();
    if (!elevator.hasBioMerge || bio == null || bio.nextCore() != null || !isMergeable(bio)) {
      return false;
    }
    long call = activation.beginCall(rq, null, rq.home().queue());
    boolean merged = !marks.isFailing() && elevator.bioMerge(bio, activation);
    activation.call.end(call);
    if (!merged) {
      return false;
    }
    rq.dropBios();
    if (rq.has(CoreRequest.IO_STAT)) {
      statistics.withdrawn(rq.stripe(), rq.opAndFlags());
    }
    completer.freeUnused(rq, activation);
    return true;
  }

  /** Counts a merged bio. The caller owns the request or holds the lock that guards it. */
  public void countMerge(QueueRequest rq, CoreBio bio) {
    if (rq.has(CoreRequest.IO_STAT)) {
      statistics.merged(rq.stripe(), rq.opAndFlags());
    }
    IcqNode icq = rq.icqNode();
    if (icq != null) {
      icq.countMerged();
    }
    if (listeners.isAny()) {
      long now = time.now();
      listeners.merged(rq, bio, now);
    }
  }

  /** Tries to merge a bio into a request that only the caller can reach. */
  boolean join(QueueRequest rq, CoreBio bio) {
    QueueLimits limits = marks.limits();
    if (!MergeRules.compatible(rq, bio)) {
      return false;
    }
    var kind = MergeRules.adjacency(rq, bio, limits);
    if (kind == null || MergeRules.join(rq, bio, kind, limits) != MergeRules.Outcome.MERGED) {
      return false;
    }
    countMerge(rq, bio);
    return true;
  }
}
