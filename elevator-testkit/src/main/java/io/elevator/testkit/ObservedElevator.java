package io.elevator.testkit;

import io.elevator.api.Group;
import io.elevator.spi.BioMerger;
import io.elevator.spi.Clock;
import io.elevator.spi.DepthLimiter;
import io.elevator.spi.Elevator;
import io.elevator.spi.HardwareQueue;
import io.elevator.spi.Icq;
import io.elevator.spi.MergeFilter;
import io.elevator.spi.MergeKind;
import io.elevator.spi.Request;
import io.elevator.spi.RequestList;
import io.elevator.spi.StateWriter;
import io.elevator.spi.SubmittedBio;
import org.jspecify.annotations.Nullable;

/**
 * An elevator that forwards its hooks to the tested elevator and checks them. Hooks that the merge
 * functions call are forwarded without a check, because they run within another hook, which counts
 * their allocations. Runs in virtual time on one thread, except for the second thread of {@link
 * Races}.
 */
class ObservedElevator extends Elevator implements MergeFilter, DepthLimiter {
  private final Elevator elevator;
  private final @Nullable MergeFilter mergeFilter;
  private final @Nullable DepthLimiter depthLimiter;
  private final Clock clock;
  private final RequestStories stories;
  private final Allocations allocations;
  private final @Nullable Races races;
  private final @Nullable HeadInsertions heads;

  /** Request that dispatch returned although has-work was false; it is dispatched next. */
  private @Nullable Request hidden;

  /** An observed elevator that searches for merges of new bios. */
  private static final class Merging extends ObservedElevator implements BioMerger {
    private final BioMerger bioMerger;
    private final RequestStories stories;
    private final Allocations allocations;

    Merging(
        Elevator elevator,
        BioMerger bioMerger,
        Clock clock,
        RequestStories stories,
        Allocations allocations,
        @Nullable Races races,
        @Nullable HeadInsertions heads) {
      super(elevator, clock, stories, allocations, races, heads);
      this.bioMerger = bioMerger;
      this.stories = stories;
      this.allocations = allocations;
    }

    @Override
    public boolean bioMerge(SubmittedBio bio, RequestList absorbed, long now) {
      allocations.begin();
      boolean taken = bioMerger.bioMerge(bio, absorbed, now);
      allocations.end();
      stories.absorbed(absorbed);
      return taken;
    }
  }

  /** Returns an observer of an elevator, which searches for merges if the elevator does. */
  static ObservedElevator of(
      Elevator elevator,
      Clock clock,
      RequestStories stories,
      Allocations allocations,
      @Nullable Races races,
      @Nullable HeadInsertions heads) {
    return elevator instanceof BioMerger merger
        ? new Merging(elevator, merger, clock, stories, allocations, races, heads)
        : new ObservedElevator(elevator, clock, stories, allocations, races, heads);
  }

  private ObservedElevator(
      Elevator elevator,
      Clock clock,
      RequestStories stories,
      Allocations allocations,
      @Nullable Races races,
      @Nullable HeadInsertions heads) {
    this.elevator = elevator;
    mergeFilter = elevator instanceof MergeFilter filter ? filter : null;
    depthLimiter = elevator instanceof DepthLimiter limiter ? limiter : null;
    this.clock = clock;
    this.stories = stories;
    this.allocations = allocations;
    this.races = races;
    this.heads = heads;
  }

  @Override
  public @Nullable Object newRequestData(Request rq) {
    return elevator.newRequestData(rq);
  }

  @Override
  public void initHardwareQueue(HardwareQueue hctx) {
    elevator.initHardwareQueue(hctx);
  }

  @Override
  public void exitHardwareQueue(HardwareQueue hctx) {
    elevator.exitHardwareQueue(hctx);
  }

  @Override
  public void exit() {
    stories.exiting();
    if (races != null) {
      races.close();
    }
    elevator.exit();
  }

  @Override
  public void depthUpdated(HardwareQueue hctx) {
    elevator.depthUpdated(hctx);
  }

  /** Forwards the hook; without it there is no limit. */
  @Override
  public int limitDepth(SubmittedBio bio) {
    if (depthLimiter == null) {
      return 0;
    }
    allocations.begin();
    int limit = depthLimiter.limitDepth(bio);
    allocations.end();
    if (limit < 0) {
      stories.defect("limit-depth answered " + limit + "; expected 0 or more");
    }
    return limit;
  }

  /** Forwards the hook; without it every merge is allowed. */
  @Override
  public boolean allowMerge(Request rq, SubmittedBio bio, long now) {
    return mergeFilter == null || mergeFilter.allowMerge(rq, bio, now);
  }

  @Override
  public @Nullable Request findFrontMerge(SubmittedBio bio, long now) {
    return elevator.findFrontMerge(bio, now);
  }

  @Override
  public void requestMerged(Request rq, MergeKind kind, long now) {
    elevator.requestMerged(rq, kind, now);
  }

  @Override
  public void requestsMerged(Request rq, Request absorbed, long now) {
    elevator.requestsMerged(rq, absorbed, now);
  }

  @Override
  public @Nullable Request formerRequest(Request rq) {
    return elevator.formerRequest(rq);
  }

  @Override
  public @Nullable Request nextRequest(Request rq) {
    return elevator.nextRequest(rq);
  }

  @Override
  public void prepare(Request rq, long now) {
    stories.prepared(rq);
    allocations.begin();
    elevator.prepare(rq, now);
    allocations.end();
  }

  @Override
  public void insert(
      HardwareQueue hctx, RequestList list, boolean atHead, RequestList absorbed, long now) {
    boolean first = atHead || (heads != null && heads.take(list));
    stories.inserting(list);
    allocations.begin();
    if (races == null) {
      elevator.insert(hctx, list, first, absorbed, now);
    } else {
      races.during(hctx, now, () -> elevator.insert(hctx, list, first, absorbed, now));
    }
    allocations.end();
    stories.inserted(list);
    stories.absorbed(absorbed);
  }

  /** Forwards the hook. If the answer is false, checks that dispatch has no request. */
  @Override
  public boolean hasWork(HardwareQueue hctx) {
    if (hidden != null || (races != null && races.hasKept())) {
      return true;
    }
    allocations.begin();
    boolean work = elevator.hasWork(hctx);
    allocations.end();
    // First without the second thread, which could dispatch the request that has-work overlooks.
    if (work && races != null) {
      boolean[] meanwhile = {true};
      races.during(hctx, clock.now(), () -> meanwhile[0] = elevator.hasWork(hctx));
      work = races.hasKept() || meanwhile[0];
    }
    if (!work && stories.queued() > 0) {
      hidden = elevator.dispatch(hctx, clock.now());
      if (hidden != null) {
        stories.handedOut(hidden);
        stories.defect("has-work was false, and dispatch had " + hidden);
        return true;
      }
    }
    return work;
  }

  @Override
  public @Nullable Request dispatch(HardwareQueue hctx, long now) {
    Request rq = hidden;
    if (rq != null) {
      hidden = null;
      return rq;
    }
    if (races != null) {
      return races.dispatch(hctx, now);
    }
    allocations.begin();
    rq = elevator.dispatch(hctx, now);
    allocations.end();
    if (rq != null) {
      stories.handedOut(rq);
      if (heads != null) {
        heads.handedOut(rq);
      }
    }
    return rq;
  }

  @Override
  public void completed(Request rq, long now) {
    stories.completed(rq);
    allocations.begin();
    if (races == null) {
      elevator.completed(rq, now);
    } else {
      races.during(rq.hardwareQueue(), now, () -> elevator.completed(rq, now));
    }
    allocations.end();
  }

  @Override
  public void requeue(Request rq, long now) {
    stories.requeued(rq);
    elevator.requeue(rq, now);
  }

  @Override
  public void finish(Request rq, long now) {
    stories.finished(rq);
    allocations.begin();
    elevator.finish(rq, now);
    allocations.end();
  }

  @Override
  public void initIcq(Icq icq, long now) {
    stories.begun(icq);
    elevator.initIcq(icq, now);
  }

  @Override
  public void exitIcq(Icq icq, long now) {
    stories.ended(icq);
    elevator.exitIcq(icq, now);
  }

  @Override
  public void groupWeightChanged(Group group, long now) {
    elevator.groupWeightChanged(group, now);
  }

  @Override
  public void groupRemoved(Group group, long now) {
    elevator.groupRemoved(group, now);
  }

  @Override
  public String show(String attribute) {
    return elevator.show(attribute);
  }

  @Override
  public void store(String attribute, String text, long now) {
    elevator.store(attribute, text, now);
  }

  @Override
  public void describe(StateWriter out) {
    elevator.describe(out);
  }
}
