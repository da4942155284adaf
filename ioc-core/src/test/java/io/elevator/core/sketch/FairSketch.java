package io.elevator.core.sketch;

import io.elevator.api.AttributeException;
import io.elevator.api.AttributeSpec;
import io.elevator.api.BioFlags;
import io.elevator.api.Group;
import io.elevator.core.request.SectorOrder;
import io.elevator.spi.Attachment;
import io.elevator.spi.AttributeText;
import io.elevator.spi.BioMerger;
import io.elevator.spi.DepthLimiter;
import io.elevator.spi.Elevator;
import io.elevator.spi.ElevatorType;
import io.elevator.spi.HardwareQueue;
import io.elevator.spi.Icq;
import io.elevator.spi.IcqOwner;
import io.elevator.spi.MergeFilter;
import io.elevator.spi.MergeKind;
import io.elevator.spi.Request;
import io.elevator.spi.RequestList;
import io.elevator.spi.SpiVersion;
import io.elevator.spi.StateWriter;
import io.elevator.spi.SubmittedBio;
import io.elevator.spi.Timer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Elevator with one queue of requests for each task, found through the task's icq. The queue in
 * service has the drive for a budget of sectors, weighted by its group. When that queue becomes
 * empty, the elevator idles for a short time to wait for its next request.
 */
@SpiVersion(SpiVersion.CURRENT)
final class FairSketch extends ElevatorType {
  private static final int BUDGET = 512;

  @Override
  public String name() {
    return "fair-sketch";
  }

  @Override
  public String description() {
    return "round robin between tasks, by budgets weighed by group";
  }

  @Override
  public List<AttributeSpec> attributes() {
    return List.of(
        AttributeSpec.tunable(
            "slice_idle_us", "us", "2000", "0..4294967295", "how long the drive idles for a task"));
  }

  @Override
  public Icq.Factory icqFactory() {
    return TaskQueue::new;
  }

  @Override
  public boolean isQueueWide() {
    return true;
  }

  @Override
  public Elevator attach(Attachment attachment) {
    return new Fair(attachment);
  }

  /** The requests of one task; guarded by the elevator's lock. */
  static final class TaskQueue extends Icq {
    final SectorOrder sorted = new SectorOrder();
    final RequestList fifo = new RequestList();
    long served;
    boolean busy;
    boolean gone;

    TaskQueue(IcqOwner owner) {
      super(owner);
    }

    @Override
    public void describe(StateWriter out) {
      out.number("sectors_served", served);
    }
  }

  private static final class Fair extends Elevator implements BioMerger, MergeFilter, DepthLimiter {
    private final Attachment attachment;
    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<TaskQueue> waiting = new ArrayDeque<>();
    private final RequestList urgent = new RequestList();
    private final Timer idleTimer;
    private final AtomicInteger queued = new AtomicInteger();
    private volatile long idleNanos = 2_000_000;
    private TaskQueue inService;
    private long budgetLeft;
    private boolean idling;
    private long weightChanges;

    Fair(Attachment attachment) {
      this.attachment = attachment;
      this.idleTimer = attachment.newTimer(this::idledEnough);
    }

    @Override
    public void initHardwareQueue(HardwareQueue hctx) {
      depthUpdated(hctx);
    }

    @Override
    public void depthUpdated(HardwareQueue hctx) {
      hctx.announceShallowDepth(1 << Math.max(hctx.tagWordShift() - 1, 0));
    }

    @Override
    public int limitDepth(SubmittedBio bio) {
      if (BioFlags.isSync(bio.opAndFlags())) {
        return 0;
      }
      return 1 << Math.max(attachment.hardwareQueue(0).tagWordShift() - 1, 0);
    }

    @Override
    public boolean bioMerge(SubmittedBio bio, RequestList absorbed, long now) {
      lock.lock();
      try {
        return attachment.tryMerge(bio, absorbed, now);
      } finally {
        lock.unlock();
      }
    }

    @Override
    public boolean allowMerge(Request rq, SubmittedBio bio, long now) {
      return rq.icq() != null && rq.icq() == attachment.lookupIcq(bio);
    }

    @Override
    public Request findFrontMerge(SubmittedBio bio, long now) {
      if (!(attachment.lookupIcq(bio) instanceof TaskQueue queue)) {
        return null;
      }
      Request rq = queue.sorted.find(bio.endSortKey());
      return rq != null && attachment.mayMerge(rq, bio) ? rq : null;
    }

    @Override
    public void requestMerged(Request rq, MergeKind kind, long now) {
      if (kind == MergeKind.FRONT) {
        SectorOrder sorted = ((TaskQueue) rq.icq()).sorted;
        sorted.remove(rq);
        sorted.add(rq);
      }
    }

    @Override
    public void requestsMerged(Request rq, Request absorbed, long now) {
      if (absorbed.icq() instanceof TaskQueue queue && queue.sorted.contains(absorbed)) {
        take(absorbed);
      }
    }

    @Override
    public Request formerRequest(Request rq) {
      return rq.icq() instanceof TaskQueue queue && queue.sorted.contains(rq)
          ? queue.sorted.previous(rq)
          : null;
    }

    @Override
    public Request nextRequest(Request rq) {
      return rq.icq() instanceof TaskQueue queue && queue.sorted.contains(rq)
          ? queue.sorted.next(rq)
          : null;
    }

    @Override
    public void insert(
        HardwareQueue hctx, RequestList list, boolean atHead, RequestList absorbed, long now) {
      lock.lock();
      try {
        for (Request rq = list.removeFirst(); rq != null; rq = list.removeFirst()) {
          if (atHead || !(rq.icq() instanceof TaskQueue queue)) {
            queued.incrementAndGet();
            if (atHead) {
              urgent.addFirst(rq);
            } else {
              urgent.addLast(rq);
            }
          } else if (!attachment.tryInsertMerge(rq, absorbed, now)) {
            queue.sorted.add(rq);
            queue.fifo.addLast(rq);
            queued.incrementAndGet();
            attachment.queued(rq);
            becomeBusy(queue);
          }
        }
      } finally {
        lock.unlock();
      }
    }

    private void becomeBusy(TaskQueue queue) {
      if (queue == inService && idling) {
        idling = false;
        idleTimer.cancel();
      }
      if (!queue.busy) {
        queue.busy = true;
        waiting.addLast(queue);
      }
    }

    @Override
    public boolean hasWork(HardwareQueue hctx) {
      return queued.get() > 0;
    }

    @Override
    public Request dispatch(HardwareQueue hctx, long now) {
      lock.lock();
      try {
        Request rq = urgent.removeFirst();
        if (rq != null) {
          queued.decrementAndGet();
        } else {
          TaskQueue queue = select(now);
          if (queue == null) {
            return null;
          }
          rq = queue.fifo.first();
          take(rq);
          queue.served += rq.sectors();
          budgetLeft -= rq.sectors();
        }
        attachment.dispatched(rq);
        return rq;
      } finally {
        lock.unlock();
      }
    }

    private TaskQueue select(long now) {
      if (inService != null && !inService.fifo.isEmpty() && budgetLeft > 0) {
        return inService;
      }
      if (inService != null
          && inService.fifo.isEmpty()
          && budgetLeft > 0
          && !inService.gone
          && idleNanos > 0) {
        if (!idling) {
          idling = true;
          idleTimer.arm(now + idleNanos);
          attachment.decided(
              "idle", "the task in service may send more", inService, idleNanos, now);
        }
        return null;
      }
      expire();
      inService = waiting.pollFirst();
      if (inService != null) {
        Request first = inService.fifo.first();
        Group group = first == null ? null : first.group();
        budgetLeft =
            (long) BUDGET
                * (group == null ? Group.DEFAULT_WEIGHT : group.weight())
                / Group.DEFAULT_WEIGHT;
      }
      return inService;
    }

    private void expire() {
      TaskQueue queue = inService;
      inService = null;
      idling = false;
      idleTimer.cancel();
      if (queue != null) {
        queue.busy = !queue.fifo.isEmpty();
        if (queue.busy) {
          waiting.addLast(queue);
        }
      }
    }

    private void idledEnough(long now) {
      boolean run;
      lock.lock();
      try {
        if (!idling) {
          return;
        }
        expire();
        run = queued.get() > 0;
      } finally {
        lock.unlock();
      }
      if (run) {
        attachment.runHardwareQueues();
      }
    }

    private void take(Request rq) {
      TaskQueue queue = (TaskQueue) rq.icq();
      queue.sorted.remove(rq);
      queue.fifo.remove(rq);
      attachment.forget(rq);
      queued.decrementAndGet();
    }

    @Override
    public void exitIcq(Icq icq, long now) {
      lock.lock();
      try {
        ((TaskQueue) icq).gone = true;
        if (icq == inService && idling) {
          expire();
        }
      } finally {
        lock.unlock();
      }
      attachment.runHardwareQueues();
    }

    @Override
    public void groupWeightChanged(Group group, long now) {
      lock.lock();
      try {
        weightChanges++;
      } finally {
        lock.unlock();
      }
    }

    @Override
    public String show(String attribute) {
      return Long.toString(idleNanos / 1_000);
    }

    @Override
    public void store(String attribute, String text, long now) throws AttributeException {
      idleNanos = AttributeText.unsigned32(attribute, text) * 1_000;
    }

    @Override
    public void describe(StateWriter out) {
      out.number("queued", queued.get());
      out.number("weight_changes", weightChanges);
    }

    @Override
    public void exit() {
      idleTimer.close();
      if (queued.get() != 0) {
        throw new IllegalStateException(queued.get() + " requests left");
      }
    }
  }
}
