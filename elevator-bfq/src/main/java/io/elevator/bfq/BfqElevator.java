package io.elevator.bfq;

import io.elevator.api.BioFlags;
import io.elevator.api.Group;
import io.elevator.spi.Attachment;
import io.elevator.spi.BioMerger;
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
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * BFQ for one request queue: the hooks, each of which holds the same lock.
 *
 * <p>Concurrency: {@link #lock} guards the {@link Device} and everything reachable from it, the
 * private fields of icqs, and the data that BFQ keeps about requests. No other lock of the elevator
 * is taken while it is held; the elevator then only arms the timer, asks for runs and calls methods
 * of the attachment. Hooks that the attachment calls from a merge function already run under the
 * lock and do not take it. Only {@link #work} is read without the lock. It is written before the
 * lock is released, so a thread that observes the return of an insertion also observes the new
 * value.
 */
final class BfqElevator extends Elevator implements BioMerger, MergeFilter, DepthLimiter {

  private final Attachment attachment;
  private final ReentrantLock lock = new ReentrantLock();
  final Device device;
  private final DepthLimits depths;

  /** Number of requests that wait in the elevator: in BFQ queues or in the dispatch list. */
  private volatile int work;

  // The task and queue of the bio that the bio-merge hook is merging; null outside this hook.
  private @Nullable BfqIcq bioIcq;
  private @Nullable BfqQueue bioQueue;

  BfqElevator(Attachment attachment) {
    this.attachment = attachment;
    this.device = new Device(attachment, attachment.newTimer(this::idleTimerFired));
    this.depths = new DepthLimits(device);
  }

  @Override
  public Object newRequestData(Request rq) {
    return new BfqRequest(rq);
  }

  @Override
  public void initHardwareQueue(HardwareQueue hctx) {
    depthUpdated(hctx);
  }

  @Override
  public void depthUpdated(HardwareQueue hctx) {
    int smallest;
    lock.lock();
    try {
      smallest = depths.resized(hctx.tagWordShift());
    } finally {
      lock.unlock();
    }
    hctx.announceShallowDepth(smallest);
  }

  @Override
  public void exit() {
    device.idling.close();
    lock.lock();
    try {
      if (device.queued != 0 || !device.dispatchList.isEmpty() || device.inDriver != 0) {
        throw new IllegalStateException(
            "bfq leaves "
                + attachment.queueName()
                + " with "
                + device.queued
                + " requests queued, "
                + device.dispatchList.size()
                + " to be dispatched and "
                + device.inDriver
                + " in the drive; expected none");
      }
      device.lifecycle.detach();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public int limitDepth(SubmittedBio bio) {
    boolean read = !bio.operation().isWriteDirection();
    BfqIcq icq = (BfqIcq) attachment.lookupIcq(bio);
    lock.lock();
    try {
      return depths.depth(read, BioFlags.isSync(bio.opAndFlags()), icq);
    } finally {
      lock.unlock();
    }
  }

  // Merging.

  @Override
  public boolean bioMerge(SubmittedBio bio, RequestList absorbed, long now) {
    BfqIcq icq = (BfqIcq) attachment.lookupIcq(bio);
    lock.lock();
    try {
      device.enter(now);
      bioIcq = icq;
      bioQueue = null;
      if (icq != null) {
        device.groups.checkGroup(icq, bio.group(), device.groups.of(bio.group()));
        bioQueue = icq.slot(BioFlags.isSync(bio.opAndFlags()));
      }
      return attachment.tryMerge(bio, absorbed, now);
    } finally {
      bioIcq = null;
      bioQueue = null;
      publishWork();
      lock.unlock();
    }
  }

  @Override
  public boolean allowMerge(Request rq, SubmittedBio bio, long now) {
    BfqQueue queue = bioQueue;
    BfqIcq icq = bioIcq;
    if ((BioFlags.isSync(bio.opAndFlags()) && !rq.isSync()) || queue == null || icq == null) {
      return false;
    }
    BfqQueue target = device.mergeTargets.find(queue, bio.sortKey(), icq);
    if (target != null) {
      device.merging.moveTask(icq, queue, target);
      queue = target;
      bioQueue = target;
    }
    return BfqRequest.of(rq).queue == queue;
  }

  @Override
  public @Nullable Request findFrontMerge(SubmittedBio bio, long now) {
    BfqQueue queue = bioQueue;
    if (queue == null) {
      return null;
    }
    Request found = queue.sorted.find(bio.endSortKey());
    return found != null && attachment.mayMerge(found, bio) && allowMerge(found, bio, now)
        ? found
        : null;
  }

  @Override
  public void requestMerged(Request rq, MergeKind kind, long now) {
    if (kind == MergeKind.FRONT) {
      device.requests.updateAfterFrontMerge(BfqRequest.queueOf(rq), rq);
    }
  }

  @Override
  public void requestsMerged(Request rq, Request absorbed, long now) {
    BfqRequest data = BfqRequest.of(rq);
    BfqRequest absorbedData = BfqRequest.of(absorbed);
    BfqQueue queue = data.queue;
    BfqQueue absorbedQueue = absorbedData.queue;
    if (queue != null && queue == absorbedQueue) {
      takeOverEarlierDeadline(queue, data, absorbedData);
    }
    if (queue != null && queue.next == absorbed) {
      queue.next = rq;
    }
    if (absorbedQueue != null && absorbedQueue.sorted.contains(absorbed)) {
      device.requests.remove(absorbedQueue, absorbed);
    }
  }

  private static void takeOverEarlierDeadline(
      BfqQueue queue, BfqRequest data, BfqRequest absorbed) {
    RequestList fifo = queue.fifo;
    boolean bothQueued = fifo.contains(data.request) && fifo.contains(absorbed.request);
    if (bothQueued && absorbed.deadline - data.deadline < 0) {
      fifo.remove(data.request);
      fifo.replace(absorbed.request, data.request);
      data.deadline = absorbed.deadline;
    }
  }

  @Override
  public @Nullable Request formerRequest(Request rq) {
    return BfqRequest.queueOf(rq).sorted.before(rq);
  }

  @Override
  public @Nullable Request nextRequest(Request rq) {
    return BfqRequest.queueOf(rq).sorted.after(rq);
  }

  // The hooks from the preparation of a request to its completion.

  @Override
  public void prepare(Request rq, long now) {
    BfqRequest data = BfqRequest.of(rq);
    data.queue = null;
    data.icq = null;
    data.started = false;
  }

  @Override
  public void insert(
      HardwareQueue hctx, RequestList list, boolean atHead, RequestList absorbed, long now) {
    lock.lock();
    try {
      device.enter(now);
      for (Request rq = list.removeFirst(); rq != null; rq = list.removeFirst()) {
        insertOne(rq, atHead, absorbed, now);
      }
    } finally {
      publishWork();
      lock.unlock();
    }
  }

  private void insertOne(Request rq, boolean atHead, RequestList absorbed, long now) {
    BfqRequest data = BfqRequest.of(rq);
    try {
      device.preparation.prepare(data);
    } catch (OutOfMemoryError e) {
      // There is no memory for a queue, so the request is served like a request without a task.
      attachment.report("insert", e);
    }
    if (attachment.tryInsertMerge(rq, absorbed, now)) {
      return;
    }
    BfqQueue queue = data.queue;
    BfqIcq icq = data.icq;
    if (atHead) {
      device.dispatchList.addFirst(rq);
    } else if (queue == null || icq == null) {
      device.dispatchList.addLast(rq);
    } else {
      device.arrival.enter(data, queue, icq);
      attachment.queued(rq);
    }
  }

  @Override
  public boolean hasWork(HardwareQueue hctx) {
    return work != 0;
  }

  @Override
  public @Nullable Request dispatch(HardwareQueue hctx, long now) {
    lock.lock();
    try {
      device.enter(now);
      return device.dispatching.next();
    } finally {
      publishWork();
      lock.unlock();
    }
  }

  @Override
  public void requeue(Request rq, long now) {
    finish(rq, now);
  }

  @Override
  public void finish(Request rq, long now) {
    lock.lock();
    try {
      device.enter(now);
      device.completion.finishOrRequeue(BfqRequest.of(rq));
    } finally {
      lock.unlock();
    }
  }

  private void idleTimerFired(long now) {
    lock.lock();
    try {
      device.enter(now);
      device.completion.idleTimerFired();
    } finally {
      lock.unlock();
    }
  }

  private void publishWork() {
    int waiting = device.queued + device.dispatchList.size();
    if (waiting != work) {
      work = waiting;
    }
  }

  // Tasks and groups.

  @Override
  public void exitIcq(Icq icq, long now) {
    lock.lock();
    try {
      device.enter(now);
      device.lifecycle.exitIcq((BfqIcq) icq);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void groupWeightChanged(Group group, long now) {
    lock.lock();
    try {
      device.enter(now);
      device.groups.weigh(group, group.weight());
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void groupRemoved(Group group, long now) {
    lock.lock();
    try {
      device.enter(now);
      device.groups.remove(group);
    } finally {
      lock.unlock();
    }
  }

  // Attributes and state.

  @Override
  public String show(String attribute) {
    lock.lock();
    try {
      return device.tunables.show(attribute, device.budgets.userMax());
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void store(String attribute, String text, long now) {
    lock.lock();
    try {
      device.enter(now);
      device.tunables.store(attribute, text, device);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void describe(StateWriter out) {
    lock.lock();
    try {
      device.describe(out);
    } finally {
      lock.unlock();
    }
  }
}
