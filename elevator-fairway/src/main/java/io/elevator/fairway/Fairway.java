package io.elevator.fairway;

import io.elevator.api.Group;
import io.elevator.api.IoPriority;
import io.elevator.api.PriorityClass;
import io.elevator.spi.Attachment;
import io.elevator.spi.BioMerger;
import io.elevator.spi.DepthLimiter;
import io.elevator.spi.Elevator;
import io.elevator.spi.HardwareQueue;
import io.elevator.spi.MergeFilter;
import io.elevator.spi.Request;
import io.elevator.spi.RequestList;
import io.elevator.spi.StateWriter;
import io.elevator.spi.SubmittedBio;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The elevator of one queue: chooses the class, in it the flow, and of that the oldest request,
 * while the window is open.
 *
 * <p>{@link #lock} guards all fields; no other lock is taken while it is held, and listeners are
 * told without it. These hooks run without the lock: {@link #hasWork} reads {@link #waiting}, which
 * is written under the lock before an insertion ends, so a run that follows the insertion sees it;
 * {@link #limitDepth} reads numbers of which any recent value is acceptable; {@link #prepare}
 * touches the submitter's request and an atomic counter. A request that the window holds back is
 * recorded under the lock under which completions lower the cost in the drive, so none is
 * forgotten.
 */
final class Fairway extends Elevator implements BioMerger, MergeFilter, DepthLimiter {
  private static final VarHandle WAITING;

  /** Number of attempts to take the lock before the thread parks. */
  private static final int SPINS = 100;

  /** Number of tags that each task may have however small its share is. */
  private static final int FEW_TAGS = 8;

  static {
    try {
      WAITING = MethodHandles.lookup().findVarHandle(Fairway.class, "waiting", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  final ServiceClass[] classes = {new ServiceClass(0), new ServiceClass(1), new ServiceClass(2)};
  final Tunables tunables = new Tunables();
  final Window window = new Window();

  private final FlowChoice choice = new FlowChoice(classes, tunables);

  private final ReentrantLock lock = new ReentrantLock();
  private final Attachment attachment;
  private final RequestList head = new RequestList();
  private int waiting;
  private long latest;

  Fairway(Attachment attachment) {
    this.attachment = attachment;
  }

  private void lock() {
    assert !lock.isHeldByCurrentThread() : "fairway's lock is entered twice";
    for (int i = 0; i < SPINS; i++) {
      if (lock.tryLock()) {
        return;
      }
      Thread.onSpinWait();
    }
    lock.lock();
  }

  // Attaching and detaching.

  @Override
  public Object newRequestData(Request rq) {
    return new FairwayRequest(rq);
  }

  @Override
  public void initHardwareQueue(HardwareQueue hctx) {
    depthUpdated(hctx);
  }

  @Override
  public void depthUpdated(HardwareQueue hctx) {
    hctx.announceShallowDepth(1);
  }

  @Override
  public void exit() {
    lock();
    try {
      if (waiting != 0 || window.inFlight() != 0) {
        throw new IllegalStateException(
            "fairway of "
                + attachment.queueName()
                + " ends with "
                + waiting
                + " waiting requests and "
                + window.inFlight()
                + " bytes of cost in the drive");
      }
    } finally {
      lock.unlock();
    }
  }

  // Submission.

  /**
   * Limits the tags of requests that need not be served at once: to three quarters, in the idle
   * class to half. A task that has more than twice its share of the tags, while others wait, gets
   * one of each word.
   */
  @Override
  public int limitDepth(SubmittedBio bio) {
    int index = classOf(bio.priority());
    if (index == 0 || !(attachment.lookupIcq(bio) instanceof FairwayIcq icq)) {
      return 0;
    }
    int perWord = 1 << attachment.hardwareQueue(0).tagWordShift();
    int bulk = Math.max(1, index == 1 ? perWord * 3 / 4 : perWord / 2);
    Flow flow = icq.flow(index, Cost.isDiscard(bio.operation()) ? 1 : 0);
    if (flow == null) {
      return bulk;
    }
    if (flow.sensitivity.isSensitive()) {
      return 0;
    }
    Node above = flow.parent;
    long weights = above == null ? 0 : above.activeWeights();
    int weight = flow.weight();
    if (weights <= weight) {
      return bulk;
    }
    long share = 2L * attachment.nrRequests() * weight / weights;
    return icq.allocated() > Math.max(FEW_TAGS, share) ? 1 : bulk;
  }

  @Override
  public boolean bioMerge(SubmittedBio bio, RequestList absorbed, long now) {
    lock();
    try {
      return attachment.tryMerge(bio, absorbed, now);
    } finally {
      lock.unlock();
    }
  }

  /** Allows merges of one task's I/O only, so that each task pays for its own. */
  @Override
  public boolean allowMerge(Request rq, SubmittedBio bio, long now) {
    return rq.icq() == attachment.lookupIcq(bio);
  }

  /** Removes an absorbed request. The one that grew takes its place if that is the earlier one. */
  @Override
  public void requestsMerged(Request rq, Request absorbed, long now) {
    FairwayRequest gone = FairwayRequest.of(absorbed);
    if (!gone.waits) {
      return;
    }
    FairwayRequest grown = FairwayRequest.of(rq);
    Flow flow = gone.flow();
    if (grown.waits && grown.flow == flow && gone.arrived - grown.arrived < 0) {
      flow.serviceClass.takePlace(rq, grown, absorbed, gone);
    } else {
      flow.serviceClass.remove(absorbed, gone, now);
    }
    waiting(waiting - 1);
  }

  @Override
  public void prepare(Request rq, long now) {
    FairwayRequest data = FairwayRequest.of(rq);
    data.flow = null;
    FairwayIcq icq = rq.icq() instanceof FairwayIcq own ? own : null;
    data.counted = icq;
    if (icq != null) {
      icq.count(1);
    }
  }

  @Override
  public void insert(
      HardwareQueue hctx, RequestList list, boolean atHead, RequestList absorbed, long now) {
    lock();
    try {
      latest = Math.max(latest, now);
      for (Request rq = list.removeFirst(); rq != null; rq = list.removeFirst()) {
        insert(rq, atHead, absorbed, now);
      }
    } finally {
      lock.unlock();
    }
  }

  private void insert(Request rq, boolean atHead, RequestList absorbed, long now) {
    FairwayRequest data = FairwayRequest.of(rq);
    try {
      Flow flow = data.flow == null ? flowFor(rq) : data.flow;
      data.flow = flow;
      if (attachment.tryInsertMerge(rq, absorbed, now)) {
        return;
      }
      if (atHead) {
        head.addFirst(rq);
      } else {
        flow.sensitivity.arrived(
            flow.waiting.size() + flow.requestsInFlight,
            (long) rq.sectors() << 9,
            flow.isWithinShare(latest),
            tunables,
            latest);
        flow.serviceClass.add(rq, data, flow, tunables, latest);
        attachment.queued(rq);
      }
    } catch (OutOfMemoryError e) {
      // There is no memory for a flow or a larger heap. The request is dispatched before all others
      // instead, on the account of the shared flow.
      attachment.report("insert", e);
      if (data.flow == null) {
        data.flow = classes[classOf(rq.priority())].shared(0);
      }
      head.addLast(rq);
    }
    waiting(waiting + 1);
  }

  /** Returns the flow of a request, made or brought up to date with the task's group and level. */
  private Flow flowFor(Request rq) {
    ServiceClass in = classes[classOf(rq.priority())];
    int lane = Cost.isDiscard(rq.operation()) ? 1 : 0;
    if (!(rq.icq() instanceof FairwayIcq icq)) {
      return in.shared(lane);
    }
    int weight = (IoPriority.LEVELS - IoPriority.levelOf(rq.priority())) * 10;
    Flow flow = icq.flow(in.index, lane);
    if (flow == null) {
      flow = new Flow(in, weight);
      flow.tag = in.root.virtualTime();
      icq.flow(in.index, lane, flow);
    } else if (flow.weight() != weight) {
      flow.weight(weight);
    }
    Group group = rq.group();
    if (group != null && flow.groupSerial != group.serial()) {
      in.move(flow, group, tunables, latest);
    }
    return flow;
  }

  /** Returns the index of the class of an encoded priority; none counts as best-effort. */
  private static int classOf(int priority) {
    int number = IoPriority.classOf(priority);
    return number == PriorityClass.NONE.number() ? 1 : number - 1;
  }

  // Dispatch.

  @Override
  public boolean hasWork(HardwareQueue hctx) {
    return (int) WAITING.getOpaque(this) != 0;
  }

  @Override
  public @Nullable Request dispatch(HardwareQueue hctx, long now) {
    Request rq;
    String decided;
    String because;
    long arrived;
    lock();
    try {
      if (waiting == 0) {
        return null;
      }
      latest = Math.max(latest, now);
      choice.clearDecision();
      rq = head.isEmpty() ? next() : nextAtHead();
      if (rq == null) {
        window.withheld();
        return null;
      }
      arrived = take(rq);
      decided = choice.decision();
      because = choice.reason();
    } finally {
      lock.unlock();
    }
    if (decided != null && attachment.isListening()) {
      attachment.decided(decided, because, rq.icq(), now - arrived, now);
    }
    return rq;
  }

  private @Nullable Request nextAtHead() {
    Request first = head.first();
    if (first == null || !window.isOpen(tunables.window(), true)) {
      return null;
    }
    return head.removeFirst();
  }

  /** Chooses a waiting request and removes it; returns null if the window holds it back. */
  private @Nullable Request next() {
    Flow flow = choice.next(latest);
    if (!window.isOpen(tunables.window(), flow.isUrgent())) {
      return null;
    }
    Request rq = flow.head();
    flow.serviceClass.remove(rq, FairwayRequest.of(rq), latest);
    return rq;
  }

  /** Charges a request that leaves for the drive; returns the instant of its insertion. */
  private long take(Request rq) {
    FairwayRequest data = FairwayRequest.of(rq);
    Flow flow = data.flow();
    ServiceClass in = flow.serviceClass;
    long cost = Cost.of(rq);
    data.charged = cost;
    in.charge(flow, cost, latest);
    flow.addInFlight(cost);
    flow.requestsInFlight++;
    data.urgent = flow.isUrgent();
    window.add(cost, data.urgent);
    if (choice.isOutOfOrder()) {
      in.repay(cost);
    }
    for (int i = in.index + 1; i < classes.length; i++) {
      classes[i].owe(tunables.owed(classes[i], cost));
    }
    choice.dispatched(flow, rq, cost);
    waiting(waiting - 1);
    attachment.dispatched(rq);
    return data.arrived;
  }

  // Completion.

  @Override
  public void completed(Request rq, long now) {
    if (rq.elevatorData() instanceof FairwayRequest data && data.charged != 0) {
      refund(data, false);
    }
  }

  @Override
  public void requeue(Request rq, long now) {
    if (rq.elevatorData() instanceof FairwayRequest data && data.charged != 0) {
      refund(data, true);
    }
  }

  @Override
  public void finish(Request rq, long now) {
    if (!(rq.elevatorData() instanceof FairwayRequest data)) {
      return;
    }
    if (data.charged != 0) {
      refund(data, false);
    }
    FairwayIcq icq = data.counted;
    data.counted = null;
    if (icq != null) {
      icq.count(-1);
    }
  }

  /** Takes a request's cost out of the drive; asks for a run if a request was held back for it. */
  private void refund(FairwayRequest data, boolean returns) {
    boolean run;
    lock();
    try {
      long cost = data.charged;
      data.charged = 0;
      Flow flow = data.flow();
      flow.addInFlight(-cost);
      flow.requestsInFlight--;
      window.add(-cost, data.urgent);
      if (returns) {
        ServiceClass.uncharge(flow, cost);
      }
      run = window.takeRun(tunables.window());
    } finally {
      lock.unlock();
    }
    if (run) {
      attachment.runHardwareQueues();
    }
  }

  // Groups.

  @Override
  public void groupWeightChanged(Group group, long now) {
    lock();
    try {
      for (ServiceClass each : classes) {
        each.weightChanged(group);
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void groupRemoved(Group group, long now) {
    lock();
    try {
      for (ServiceClass each : classes) {
        each.forget(group);
      }
    } finally {
      lock.unlock();
    }
  }

  // Attributes and state.

  @Override
  public String show(String attribute) {
    lock();
    try {
      return tunables.show(attribute);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void store(String attribute, String text, long now) {
    boolean run;
    lock();
    try {
      tunables.store(attribute, text);
      run = window.takeRun(tunables.window());
    } finally {
      lock.unlock();
    }
    if (run) {
      attachment.runHardwareQueues();
    }
  }

  /** Writes outside the lock, because the writer is code of the application and may block. */
  @Override
  public void describe(StateWriter out) {
    long inFlight;
    int atHead;
    int[] waitingOf = new int[classes.length];
    long[] owedTo = new long[classes.length];
    lock();
    try {
      inFlight = window.inFlight();
      atHead = head.size();
      for (ServiceClass each : classes) {
        waitingOf[each.index] = each.waiting();
        owedTo[each.index] = each.owed();
      }
    } finally {
      lock.unlock();
    }
    out.number("in_flight_bytes", inFlight);
    out.number("at_head", atHead);
    out.number("waiting_rt", waitingOf[0]);
    out.number("waiting_be", waitingOf[1]);
    out.number("waiting_idle", waitingOf[2]);
    out.number("owed_be_bytes", owedTo[1]);
    out.number("owed_idle_bytes", owedTo[2]);
  }

  private void waiting(int count) {
    WAITING.setOpaque(this, count);
  }
}
