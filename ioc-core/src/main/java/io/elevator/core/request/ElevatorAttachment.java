package io.elevator.core.request;

import io.elevator.api.BioFlags;
import io.elevator.api.QueueLimits;
import io.elevator.core.defects.Suppressed;
import io.elevator.spi.Attachment;
import io.elevator.spi.BioMerger;
import io.elevator.spi.Clock;
import io.elevator.spi.DepthLimiter;
import io.elevator.spi.Elevator;
import io.elevator.spi.ElevatorType;
import io.elevator.spi.HardwareQueue;
import io.elevator.spi.Icq;
import io.elevator.spi.MergeFilter;
import io.elevator.spi.MergeKind;
import io.elevator.spi.QueueIdentity;
import io.elevator.spi.Request;
import io.elevator.spi.RequestList;
import io.elevator.spi.SubmittedBio;
import io.elevator.spi.Timer;
import org.jspecify.annotations.Nullable;

/**
 * An elevator attached to one queue: the elevator, its optional hooks, and the functions that merge
 * the queue's bios into the elevator's requests.
 *
 * <p>Final fields are set before the attachment is published with its queue. The merge hash and the
 * request remembered for the next merge are guarded by the elevator's own lock, which its hooks
 * hold when they call the merge functions. {@link #elevator} is written once, by {@link #attach},
 * before the object is visible to other threads.
 */
public final class ElevatorAttachment extends Attachment {
  private final ElevatorType type;
  private final AttachmentHost host;
  private final HardwareQueue[] hardwareQueues;
  private final boolean queueWide;
  private final boolean needsIssuedNanos;

  private final MergeHash hash = new MergeHash();
  private @Nullable CoreRequest lastMerge;
  private @Nullable Elevator elevator;

  // Each of these fields is the elevator itself if it has the hook, and null otherwise. The fields
  // save testing the interface at each call.
  private @Nullable BioMerger bioMerger;
  private @Nullable MergeFilter mergeFilter;
  private @Nullable DepthLimiter depthLimiter;

  /** Whether the elevator was detached by force. If so, its later calls have no effect. */
  private volatile boolean abandoned;

  private ElevatorAttachment(ElevatorType type, AttachmentHost host) {
    this.type = type;
    this.host = host;
    this.hardwareQueues = host.hardwareQueues();
    queueWide = type.isQueueWide();
    needsIssuedNanos = type.needsIssuedNanos();
  }

  /**
   * Attaches an elevator: calls its hook init-sched, then init-hctx for each hardware queue. If a
   * hook throws, the exit hooks for the parts that were initialised are called and the exception
   * propagates.
   */
  public static ElevatorAttachment attach(ElevatorType type, AttachmentHost host) {
    ElevatorAttachment attachment = new ElevatorAttachment(type, host);
    Elevator elevator = type.attach(attachment);
    attachment.elevator = elevator;
    attachment.bioMerger = elevator instanceof BioMerger merger ? merger : null;
    attachment.mergeFilter = elevator instanceof MergeFilter filter ? filter : null;
    attachment.depthLimiter = elevator instanceof DepthLimiter limiter ? limiter : null;
    int ready = 0;
    try {
      for (HardwareQueue hctx : attachment.hardwareQueues) {
        elevator.initHardwareQueue(hctx);
        ready++;
      }
    } catch (Throwable failure) {
      try {
        attachment.takeDown(ready);
      } catch (Throwable e) {
        Suppressed.add(failure, e);
      }
      throw failure;
    }
    return attachment;
  }

  /**
   * Detaches the elevator: calls its hook exit-hctx for each hardware queue, then exit-sched. All
   * requests have ended and all icqs are destroyed before.
   */
  public void detach() {
    takeDown(hardwareQueues.length);
  }

  private void takeDown(int ready) {
    Throwable failure = null;
    for (int i = 0; i < ready; i++) {
      try {
        elevator().exitHardwareQueue(hardwareQueues[i]);
      } catch (Throwable e) {
        failure = e;
      }
      hardwareQueues[i].elevatorData(null);
    }
    try {
      elevator().exit();
    } catch (Throwable e) {
      if (failure != null) {
        Suppressed.add(e, failure);
      }
      failure = e;
    }
    if (failure != null) {
      throw Unchecked.rethrow(failure);
    }
  }

  /** Ignores all later calls of the elevator. Called when the elevator is detached by force. */
  public void abandon() {
    abandoned = true;
  }

  /** Ends the attachment of an elevator detached by force, without calling the elevator. */
  public void forget() {
    for (HardwareQueue hctx : hardwareQueues) {
      hctx.elevatorData(null);
    }
  }

  /** Returns the attached elevator. */
  public Elevator elevator() {
    Elevator attached = elevator;
    if (attached == null) {
      throw new IllegalStateException("the elevator " + type.name() + " is still being attached");
    }
    return attached;
  }

  /** Returns the type of the attached elevator. */
  public ElevatorType type() {
    return type;
  }

  /** Returns the hook that searches for merges of new bios; null if the elevator has none. */
  public @Nullable BioMerger bioMerger() {
    return bioMerger;
  }

  /** Returns the hook that refuses merges; null if the elevator has none. */
  public @Nullable MergeFilter mergeFilter() {
    return mergeFilter;
  }

  /** Returns the hook that limits the use of tags; null if the elevator has none. */
  public @Nullable DepthLimiter depthLimiter() {
    return depthLimiter;
  }

  /** Returns whether the elevator dispatches for the whole queue, not for a hardware queue. */
  public boolean isQueueWide() {
    return queueWide;
  }

  /** Returns whether the elevator reads the instants at which drivers start requests. */
  public boolean needsIssuedNanos() {
    return needsIssuedNanos;
  }

  /** Returns the request remembered for the next merge. The caller holds the elevator's lock. */
  public @Nullable CoreRequest lastMerge() {
    return lastMerge;
  }

  /** Returns the number of requests in the merge hash. The caller holds the elevator's lock. */
  public int hashed() {
    return hash.size();
  }

  @Override
  public QueueIdentity queue() {
    return host.queue();
  }

  @Override
  public String queueName() {
    return host.name();
  }

  @Override
  public QueueLimits limits() {
    return host.limits();
  }

  @Override
  public boolean isRotational() {
    return host.isRotational();
  }

  @Override
  public int nrRequests() {
    return host.nrRequests();
  }

  @Override
  public int hardwareQueues() {
    return hardwareQueues.length;
  }

  @Override
  public HardwareQueue hardwareQueue(int index) {
    return hardwareQueues[index];
  }

  @Override
  public int stripes() {
    return host.stripes();
  }

  @Override
  public boolean isGroupScheduling() {
    return host.isGroupScheduling();
  }

  @Override
  public Clock clock() {
    return host.time();
  }

  @Override
  public Timer newTimer(Timer.Callback callback) {
    return host.newTimer(callback);
  }

  @Override
  public void runHardwareQueues() {
    if (!abandoned) {
      host.runHardwareQueues();
    }
  }

  @Override
  public @Nullable Icq lookupIcq(SubmittedBio bio) {
    return abandoned ? null : host.lookupIcq(bio);
  }

  @Override
  public boolean mayMerge(Request rq, SubmittedBio bio) {
    return MergeRules.compatible((CoreRequest) rq, (CoreBio) bio, host.isGroupScheduling());
  }

  @Override
  public boolean isMergeable(Request rq) {
    return ((CoreRequest) rq).isMergeable();
  }

  @Override
  public boolean tryMerge(SubmittedBio submitted, RequestList absorbed, long now) {
    CoreBio bio = (CoreBio) submitted;
    if (abandoned || host.isMergingOff() || !BioFlags.mayMerge(bio.opAndFlags())) {
      return false;
    }
    QueueLimits limits = host.limits();
    CoreRequest rq = lastMerge;
    MergeKind kind =
        rq != null && allowed(rq, bio, now) ? MergeRules.adjacency(rq, bio, limits) : null;
    if (kind == null) {
      if (host.isExtendedMergingOff()) {
        return false;
      }
      rq = hash.find(bio);
      if (rq != null && allowed(rq, bio, now)) {
        kind = MergeRules.adjacency(rq, bio, limits);
      }
      if (kind == null) {
        rq = (CoreRequest) elevator().findFrontMerge(bio, now);
        kind = rq == null ? null : MergeRules.adjacency(rq, bio, limits);
      }
    }
    if (rq == null || kind == null || !allowedByElevator(rq, bio, now)) {
      return false;
    }
    return join(rq, bio, kind, limits, absorbed, now);
  }

  private boolean join(
      CoreRequest rq,
      CoreBio bio,
      MergeKind kind,
      QueueLimits limits,
      RequestList absorbed,
      long now) {
    if (!rq.isWithElevator(elevator())) {
      // The request was dispatched or has ended, and the elevator did not report that. So it is
      // removed from the merge structures.
      forget(rq);
      return false;
    }
    if (!isOffered(bio)) {
      return false;
    }
    if (MergeRules.join(rq, bio, kind, limits) == MergeRules.Outcome.REFUSED) {
      if (rq == lastMerge && !rq.isMergeable()) {
        lastMerge = null;
      }
      return false;
    }
    host.bioMerged(rq, bio);
    if (kind == MergeKind.DISCARD) {
      return true;
    }
    Elevator elevator = elevator();
    if (kind == MergeKind.BACK) {
      // The hash is updated before the hooks, which may throw: otherwise it would find the request
      // by its former end.
      if (rq.hash != null) {
        hash.rehash(rq);
      }
      CoreRequest next = (CoreRequest) elevator.nextRequest(rq);
      if (next != null && unite(rq, next, limits, now)) {
        absorbed.addFirst(next);
        return true;
      }
      elevator.requestMerged(rq, MergeKind.BACK, now);
    } else {
      CoreRequest former = (CoreRequest) elevator.formerRequest(rq);
      if (former != null && unite(former, rq, limits, now)) {
        absorbed.addFirst(rq);
        return true;
      }
      elevator.requestMerged(rq, MergeKind.FRONT, now);
    }
    lastMerge = rq;
    return true;
  }

  @Override
  public boolean tryListMerge(RequestList list, SubmittedBio submitted, int most, long now) {
    CoreBio bio = (CoreBio) submitted;
    if (abandoned || host.isMergingOff() || !BioFlags.mayMerge(bio.opAndFlags())) {
      return false;
    }
    QueueLimits limits = host.limits();
    int left = most;
    for (Request each = list.last(); each != null && left > 0; each = list.previous(each)) {
      left--;
      CoreRequest rq = (CoreRequest) each;
      if (!rq.isWithElevator(elevator()) || !allowed(rq, bio, now)) {
        continue;
      }
      MergeKind kind = MergeRules.adjacency(rq, bio, limits);
      if (kind == null) {
        continue;
      }
      if (!isOffered(bio) || MergeRules.join(rq, bio, kind, limits) == MergeRules.Outcome.REFUSED) {
        return false;
      }
      host.bioMerged(rq, bio);
      return true;
    }
    return false;
  }

  @Override
  public boolean tryInsertMerge(Request request, RequestList absorbed, long now) {
    CoreRequest rq = (CoreRequest) request;
    if (abandoned || host.isMergingOff() || !rq.isMergeable()) {
      return false;
    }
    QueueLimits limits = host.limits();
    CoreRequest cached = lastMerge;
    if (cached != null && unite(cached, rq, limits, now)) {
      absorbed.addFirst(rq);
      return true;
    }
    if (host.isExtendedMergingOff()) {
      return false;
    }
    boolean vanished = false;
    // Each round, a request that ends where rq begins absorbs rq. It has grown, and may now be
    // adjacent to the request before it.
    for (CoreRequest found = hash.find(rq);
        found != null && unite(found, rq, limits, now);
        found = hash.find(rq)) {
      absorbed.addFirst(rq);
      vanished = true;
      rq = found;
    }
    return vanished;
  }

  /**
   * Returns whether a bio is on offer; not if its queue was given up during the hook.
   *
   * @throws IllegalStateException if the bio is of an earlier call, or was joined to a request
   */
  private static boolean isOffered(CoreBio bio) {
    if (!bio.isOffered() && !bio.isRevoked()) {
      throw new IllegalStateException(
          "the bio "
              + bio
              + " is not on offer; expected one whose bioMerge has been called, has not returned,"
              + " and has not joined it yet");
    }
    return !bio.isRevoked();
  }

  private boolean unite(CoreRequest rq, CoreRequest next, QueueLimits limits, long now) {
    if (!rq.isWithElevator(elevator())
        || !next.isWithElevator(elevator())
        || !MergeRules.unitable(rq, next, limits, host.isGroupScheduling())) {
      return false;
    }
    rq.absorb(next);
    // All bookkeeping comes before the hook, which may throw: merges must not find the absorbed
    // request any more, and the host, which frees it, must know of it.
    forget(next);
    // A discard of several ranges is not hashed again: its start and length do not give the end of
    // its last range.
    if (rq.hash != null && !(rq.firstBio() != null && isMultiRange(rq, limits))) {
      hash.rehash(rq);
    }
    lastMerge = rq;
    host.requestAbsorbed(rq, next);
    elevator().requestsMerged(rq, next, now);
    return true;
  }

  private static boolean isMultiRange(CoreRequest rq, QueueLimits limits) {
    return limits.maxDiscardSegments() > 1 && rq.operation() == io.elevator.api.Operation.DISCARD;
  }

  private boolean allowed(CoreRequest rq, CoreBio bio, long now) {
    return MergeRules.compatible(rq, bio, host.isGroupScheduling())
        && allowedByElevator(rq, bio, now);
  }

  private boolean allowedByElevator(CoreRequest rq, CoreBio bio, long now) {
    MergeFilter filter = mergeFilter;
    return filter == null || filter.allowMerge(rq, bio, now);
  }

  @Override
  public void queued(Request request) {
    CoreRequest rq = (CoreRequest) request;
    if (abandoned) {
      return;
    }
    if (!rq.isWithElevator(elevator())) {
      throw new IllegalStateException(
          "queued: the elevator " + type.name() + " does not have the request " + rq);
    }
    if (rq.isMergeable()) {
      hash.add(rq);
      if (lastMerge == null) {
        lastMerge = rq;
      }
    }
  }

  @Override
  public void forget(Request request) {
    if (abandoned) {
      return;
    }
    CoreRequest rq = (CoreRequest) request;
    hash.remove(rq);
    if (lastMerge == rq) {
      lastMerge = null;
    }
  }

  @Override
  public void dispatched(Request request) {
    if (!abandoned) {
      forget(request);
      ((CoreRequest) request).markStarted();
    }
  }

  @Override
  public boolean isListening() {
    return host.isListening();
  }

  @Override
  public void decided(String decision, String reason, @Nullable Icq icq, long value, long now) {
    if (abandoned) {
      return;
    }
    host.decided(decision, reason, icq, value, now);
  }

  @Override
  public void report(String where, Throwable defect) {
    host.report(where, defect);
  }
}
