package io.elevator.core.queue;

import io.elevator.api.AttributeSpec;
import io.elevator.api.BioFlags;
import io.elevator.core.context.CoreContext;
import io.elevator.core.queue.admin.AttachedElevator;
import io.elevator.core.queue.state.QueueRequest;
import io.elevator.core.request.CoreBio;
import io.elevator.core.request.CoreRequest;
import io.elevator.core.request.SectorOrder;
import io.elevator.spi.Attachment;
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
import io.elevator.spi.SubmittedBio;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * An elevator that checks the hook contract at every call: the order of calls, the state of the
 * request, the locks held, and whether the queue is frozen. First in, first out, with all merges.
 * It throws each violation, which the core reports, and also adds it to {@link #violations}.
 */
@SpiVersion(SpiVersion.CURRENT)
final class RecordingElevatorType extends ElevatorType {
  final List<String> violations = new CopyOnWriteArrayList<>();
  final AtomicLong attached = new AtomicLong();
  final AtomicLong exited = new AtomicLong();
  final AtomicLong prepared = new AtomicLong();
  final AtomicLong finished = new AtomicLong();
  final AtomicLong inserted = new AtomicLong();
  final AtomicLong dispatched = new AtomicLong();
  final AtomicLong absorbedCount = new AtomicLong();
  final AtomicLong completedCount = new AtomicLong();
  final AtomicLong requeued = new AtomicLong();
  final AtomicLong depthUpdates = new AtomicLong();
  final AtomicLong icqs = new AtomicLong();
  final AtomicLong icqExits = new AtomicLong();

  /** Whether hook calls are logged; tests with many requests leave it off. */
  volatile boolean logging;

  /** The hooks that were called, in order. */
  final List<HookRow> log = new CopyOnWriteArrayList<>();

  /**
   * The queue of this elevator, for checks that need the core's state; set before switching to the
   * elevator.
   */
  @Nullable BlockQueue queue;

  /** The name of the hook that throws, or the empty string. */
  volatile String failing = "";

  /** Action that the completed hook runs. */
  volatile Runnable inCompleted = () -> {};

  /** Action that the exit-icq hook runs. */
  volatile Runnable inExitIcq = () -> {};

  volatile int shallow;
  volatile boolean withholding;
  private final String name;

  RecordingElevatorType() {
    this("recording");
  }

  RecordingElevatorType(String name) {
    this.name = name;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String description() {
    return "checks the hooks";
  }

  @Override
  public List<AttributeSpec> attributes() {
    return List.of(AttributeSpec.tunable("shallow", "", "0", "0..64", "limit per word"));
  }

  @Override
  public Icq.Factory icqFactory() {
    return RecordingIcq::new;
  }

  @Override
  public boolean isQueueWide() {
    return true;
  }

  @Override
  public Elevator attach(Attachment attachment) {
    logCall(HookRow.INIT_SCHED);
    check(isFrozenAndQuiesced(), "init-sched: the queue is not frozen and quiesced");
    check(isAttributeLocked(), "init-sched without the attribute lock");
    check(attachment.nrRequests() > 0, "init-sched before nr_requests is set");
    for (int i = 0; i < attachment.hardwareQueues(); i++) {
      check(
          attachment.hardwareQueue(i).tagDepth() == attachment.nrRequests(),
          "init-sched before the scheduler tags are set");
    }
    throwIfFailing("attach");
    attached.incrementAndGet();
    return new Recorder(attachment);
  }

  private void logCall(HookRow row) {
    if (logging) {
      log.add(row);
    }
  }

  private boolean isAttributeLocked() {
    BlockQueue core = queue;
    return core == null || core.attributeLock().isHeldByCurrentThread();
  }

  private boolean isFrozenAndQuiesced() {
    BlockQueue core = queue;
    return core == null || (core.entrance().isFrozen() && core.isQuiesced());
  }

  private void check(boolean holds, String violation) {
    if (!holds) {
      violations.add(violation);
      throw new AssertionError(violation);
    }
  }

  private void throwIfFailing(String hook) {
    if (failing.equals(hook)) {
      throw new IllegalStateException(hook + " fails on purpose");
    }
  }

  private static final class RecordingIcq extends Icq {
    private boolean live;

    RecordingIcq(IcqOwner owner) {
      super(owner);
    }
  }

  private enum State {
    FRESH,
    PREPARED,
    QUEUED,
    DISPATCHED,
    REQUEUED,
    COMPLETED,
    ABSORBED
  }

  private static final class Life {
    private State state = State.FRESH;
  }

  private static @Nullable CoreBio bioOf(Request rq) {
    return ((CoreRequest) rq).firstBio();
  }

  private final class Recorder extends Elevator implements BioMerger, MergeFilter, DepthLimiter {
    private final Attachment attachment;
    private final ReentrantLock lock = new ReentrantLock();
    private final SectorOrder[] trees = {new SectorOrder(), new SectorOrder()};
    private final RequestList fifo = new RequestList();
    private final List<HardwareQueue> ready = new ArrayList<>();
    private volatile int size;
    private boolean gone;

    Recorder(Attachment attachment) {
      this.attachment = attachment;
    }

    private Life life(Request rq) {
      Object data = rq.elevatorData();
      check(data instanceof Life, "the request " + rq + " lost the elevator's data");
      return (Life) data;
    }

    /**
     * Returns whether the thread holds the elevator's attribute lock. Returns true as well if
     * another elevator is attached.
     */
    private boolean isOwnAttributeLocked() {
      BlockQueue core = queue;
      AttachedElevator present = core == null ? null : core.elevatorSwitch().attached();
      return present == null
          || present.calls().elevator() != this
          || present.attributeLock().isHeldByCurrentThread();
    }

    /**
     * Checks at the start of a hook that the thread holds no lock of the core, and that the
     * elevator has not been exited.
     */
    private void enter(HookRow hook) {
      logCall(hook);
      BlockQueue core = queue;
      check(!gone, hook + " after exit");
      check(core == null || !core.isLockHeld(), hook + " under a lock of the core");
    }

    private void enterUnlocked(HookRow hook) {
      enter(hook);
      check(!lock.isHeldByCurrentThread(), hook + " under the elevator's own lock");
    }

    private void enterLocked(HookRow hook) {
      enter(hook);
      check(lock.isHeldByCurrentThread(), hook + " without the elevator's own lock");
    }

    private void changeState(Request rq, String hook, State to, State... from) {
      Life life = life(rq);
      for (State each : from) {
        if (life.state == each) {
          life.state = to;
          return;
        }
      }
      check(false, hook + " of a request that is " + life.state + ": " + rq);
    }

    @Override
    public Object newRequestData(Request rq) {
      check(isFrozenAndQuiesced(), "newRequestData: the queue is not still");
      return new Life();
    }

    @Override
    public void initHardwareQueue(HardwareQueue hctx) {
      enterUnlocked(HookRow.INIT_HCTX);
      throwIfFailing("initHardwareQueue");
      check(isFrozenAndQuiesced(), "initHardwareQueue: the queue is not still");
      check(isAttributeLocked(), "init-hctx without the attribute lock");
      check(hctx.elevatorData() == null, "init-hctx of one that has an object");
      check(hctx.index() == ready.size(), "initHardwareQueue out of order");
      check(hctx.tagDepth() == attachment.nrRequests(), "tag depth is not nr_requests");
      ready.add(hctx);
      hctx.elevatorData(this);
    }

    @Override
    public void exitHardwareQueue(HardwareQueue hctx) {
      enterUnlocked(HookRow.EXIT_HCTX);
      check(isFrozenAndQuiesced(), "exitHardwareQueue: the queue is not still");
      check(isOwnAttributeLocked(), "exit-hctx without the elevator's attribute lock");
      check(ready.remove(hctx), "exitHardwareQueue without init");
      check(hctx.elevatorData() == this, "exitHardwareQueue: not this elevator's object");
    }

    @Override
    public void exit() {
      enterUnlocked(HookRow.EXIT_SCHED);
      check(isFrozenAndQuiesced(), "exit: the queue is not still");
      check(isOwnAttributeLocked(), "exit-sched without the elevator's attribute lock");
      check(ready.isEmpty(), "exit before exitHardwareQueue");
      check(size == 0 && fifo.isEmpty(), "exit with requests");
      gone = true;
      exited.incrementAndGet();
    }

    @Override
    public void depthUpdated(HardwareQueue hctx) {
      enterUnlocked(HookRow.DEPTH_UPDATED);
      check(isFrozenAndQuiesced(), "depthUpdated: the queue is not still");
      check(isAttributeLocked(), "depth-updated without the attribute lock");
      check(hctx.tagDepth() == attachment.nrRequests(), "depthUpdated before the new depth");
      check(
          queue == null || queue.nrRequests() == attachment.nrRequests(),
          "depthUpdated before nr_requests");
      for (HardwareQueue each : ready) {
        check(each.tagDepth() == hctx.tagDepth(), "depthUpdated before all have the new depth");
      }
      throwIfFailing("depthUpdated " + hctx.index());
      depthUpdates.incrementAndGet();
    }

    @Override
    public int limitDepth(SubmittedBio bio) {
      enterUnlocked(HookRow.LIMIT_DEPTH);
      throwIfFailing("limitDepth");
      check(bio.task() != null && bio.group() != null, "limitDepth: a bio of nobody");
      check(!BioFlags.isFlushType(bio.opAndFlags()), "limitDepth of a flush-type bio");
      check(!bio.operation().isPassthrough(), "limitDepth of a command");
      return BioFlags.isSync(bio.opAndFlags()) ? 0 : shallow;
    }

    @Override
    public boolean bioMerge(SubmittedBio bio, RequestList absorbed, long now) {
      enterUnlocked(HookRow.BIO_MERGE);
      throwIfFailing("bioMerge");
      check(absorbed.isEmpty(), "bioMerge with an absorbed list that is not empty");
      check(BioFlags.mayMerge(bio.opAndFlags()), "bioMerge of a bio that may not merge");
      lock.lock();
      try {
        return attachment.tryMerge(bio, absorbed, now);
      } finally {
        lock.unlock();
      }
    }

    @Override
    public boolean allowMerge(Request rq, SubmittedBio bio, long now) {
      enterLocked(HookRow.ALLOW_MERGE);
      check(attachment.mayMerge(rq, bio), "allowMerge of what cannot merge");
      check(life(rq).state == State.QUEUED, "allowMerge into a request that is not queued");
      return true;
    }

    @Override
    public @Nullable Request findFrontMerge(SubmittedBio bio, long now) {
      enterLocked(HookRow.REQUEST_MERGE);
      Request rq = trees[BioFlags.isWrite(bio.opAndFlags()) ? 1 : 0].find(bio.endSortKey());
      return rq != null && attachment.mayMerge(rq, bio) ? rq : null;
    }

    @Override
    public void requestMerged(Request rq, MergeKind kind, long now) {
      enterLocked(HookRow.REQUEST_MERGED);
      check(life(rq).state == State.QUEUED, "requestMerged of a request that is not queued");
      CoreBio first = bioOf(rq);
      check(first != null && first.sortKey() == rq.sortKey(), "the start did not move");
      check(first != null && first.next() != null, "requestMerged of a request with one bio");
      if (kind == MergeKind.FRONT) {
        SectorOrder tree = trees[rq.isWrite() ? 1 : 0];
        tree.remove(rq);
        tree.add(rq);
      }
    }

    @Override
    public void requestsMerged(Request rq, Request absorbed, long now) {
      enterLocked(HookRow.REQUESTS_MERGED);
      check(life(rq).state == State.QUEUED, "requestsMerged into one that is not queued");
      check(bioOf(absorbed) == null, "absorbed with bios of its own");
      Life life = life(absorbed);
      check(
          life.state == State.QUEUED || life.state == State.PREPARED,
          "absorbed while " + life.state);
      if (trees[absorbed.isWrite() ? 1 : 0].contains(absorbed)) {
        trees[absorbed.isWrite() ? 1 : 0].remove(absorbed);
        fifo.remove(absorbed);
        size = fifo.size();
      }
      life.state = State.ABSORBED;
      absorbedCount.incrementAndGet();
    }

    @Override
    public @Nullable Request formerRequest(Request rq) {
      enterLocked(HookRow.FORMER_NEXT);
      return trees[rq.isWrite() ? 1 : 0].previous(rq);
    }

    @Override
    public @Nullable Request nextRequest(Request rq) {
      enterLocked(HookRow.FORMER_NEXT);
      return trees[rq.isWrite() ? 1 : 0].next(rq);
    }

    @Override
    public void prepare(Request rq, long now) {
      enterUnlocked(HookRow.PREPARE);
      check(now > 0, "prepare without a time");
      check(!hasDriverTag(rq), "prepare of a request with a driver tag");
      check(bioOf(rq) == null && rq.sectors() == 0, "prepare of a request with a bio");
      check(rq.task() != null && rq.group() != null, "prepare of a request of nobody");
      check(!BioFlags.isFlushType(rq.opAndFlags()), "prepare of a flush-type request");
      check(rq.icq() instanceof RecordingIcq icq && icq.live, "prepare without a live icq");
      changeState(rq, "prepare", State.PREPARED, State.FRESH);
      prepared.incrementAndGet();
      throwIfFailing("prepare");
    }

    @Override
    public void insert(
        HardwareQueue hctx, RequestList list, boolean atHead, RequestList absorbed, long now) {
      enterUnlocked(HookRow.INSERT);
      throwIfFailing("insert");
      check(!list.isEmpty(), "insert of nothing");
      check(ready.contains(hctx), "insert into a hardware queue that was not initialised");
      lock.lock();
      try {
        for (Request rq = list.removeFirst(); rq != null; rq = list.removeFirst()) {
          check(rq.hardwareQueue() == hctx, "insert into another hardware queue");
          check(bioOf(rq) != null && rq.sectors() > 0, "insert of a request without I/O");
          check(!hasDriverTag(rq), "insert of a request with a driver tag");
          boolean again = life(rq).state == State.REQUEUED;
          check(atHead || !again, "a requeued request inserted at the tail");
          inserted.incrementAndGet();
          if (again) {
            changeState(rq, "insert", State.QUEUED, State.REQUEUED);
            fifo.addFirst(rq);
            trees[rq.isWrite() ? 1 : 0].add(rq);
          } else if (attachment.tryInsertMerge(rq, absorbed, now)) {
            check(life(rq).state == State.ABSORBED, "vanished without requestsMerged");
          } else {
            changeState(rq, "insert", State.QUEUED, State.PREPARED);
            fifo.addLast(rq);
            trees[rq.isWrite() ? 1 : 0].add(rq);
            attachment.queued(rq);
          }
        }
        size = fifo.size();
      } finally {
        lock.unlock();
      }
    }

    private static boolean hasDriverTag(Request rq) {
      return ((QueueRequest) rq).hasDriverTag();
    }

    @Override
    public boolean hasWork(HardwareQueue hctx) {
      enterUnlocked(HookRow.HAS_WORK);
      throwIfFailing("hasWork");
      return size != 0;
    }

    @Override
    public @Nullable Request dispatch(HardwareQueue hctx, long now) {
      enterUnlocked(HookRow.DISPATCH);
      throwIfFailing("dispatch");
      BlockQueue core = queue;
      check(
          core == null || core.hardwareQueues()[hctx.index()].runWord().isRunning(),
          "dispatch outside a run");
      if (withholding) {
        return null;
      }
      lock.lock();
      try {
        Request rq = fifo.first();
        if (rq == null) {
          return null;
        }
        changeState(rq, "dispatch", State.DISPATCHED, State.QUEUED);
        fifo.remove(rq);
        trees[rq.isWrite() ? 1 : 0].remove(rq);
        attachment.dispatched(rq);
        size = fifo.size();
        dispatched.incrementAndGet();
        return rq;
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void completed(Request rq, long now) {
      enterUnlocked(HookRow.COMPLETED);
      check(now >= rq.startNanos(), "completed before its start");
      if (BioFlags.isFlushType(rq.opAndFlags()) || life(rq).state == State.FRESH) {
        // The elevator sees flush-type requests in this hook only, once for each time they end.
        completedCount.incrementAndGet();
        return;
      }
      check(bioOf(rq) == null, "completed before the bios ended");
      check(rq.issuedNanos() == 0 || rq.statsSectors() > 0, "completed without stats sectors");
      // A request whose insert hook threw also ends. So does a request in which the driver kept
      // state; the elevator does not see it between requeue and end.
      changeState(
          rq, "completed", State.COMPLETED, State.DISPATCHED, State.PREPARED, State.REQUEUED);
      completedCount.incrementAndGet();
      throwIfFailing("completed");
      inCompleted.run();
    }

    @Override
    public void requeue(Request rq, long now) {
      enterUnlocked(HookRow.REQUEUE);
      check(!hasDriverTag(rq), "requeue with a driver tag");
      check(!rq.isInList(), "requeue of a request that is listed already");
      changeState(rq, "requeue", State.REQUEUED, State.DISPATCHED);
      requeued.incrementAndGet();
      throwIfFailing("requeue");
    }

    @Override
    public void finish(Request rq, long now) {
      enterUnlocked(HookRow.FINISH);
      check(rq.icq() instanceof RecordingIcq, "finish without its icq");
      changeState(rq, "finish", State.FRESH, State.PREPARED, State.COMPLETED, State.ABSORBED);
      finished.incrementAndGet();
      throwIfFailing("finish");
    }

    private static boolean isContextLocked(Icq icq) {
      return ((CoreContext) icq.context()).isLockHeld();
    }

    @Override
    public void initIcq(Icq icq, long now) {
      logCall(HookRow.INIT_ICQ);
      BlockQueue core = queue;
      check(
          core == null || core.identity().lock().isHeldByCurrentThread(),
          "initIcq without the queue lock");
      check(isContextLocked(icq), "initIcq without the context lock");
      ((RecordingIcq) icq).live = true;
      icqs.incrementAndGet();
    }

    @Override
    public void exitIcq(Icq icq, long now) {
      logCall(HookRow.EXIT_ICQ);
      check(!gone, "exit-icq after the elevator's exit");
      check(isContextLocked(icq), "exitIcq without the context lock");
      check(((RecordingIcq) icq).live, "exitIcq of one that was not initialised");
      ((RecordingIcq) icq).live = false;
      icqExits.incrementAndGet();
      inExitIcq.run();
    }

    @Override
    public String show(String attribute) {
      enterUnlocked(HookRow.ATTRIBUTES);
      check(isOwnAttributeLocked(), "show without the elevator's attribute lock");
      check(queue == null || !queue.entrance().isShut(), "show in a frozen queue");
      return Integer.toString(shallow);
    }

    @Override
    public void store(String attribute, String text, long now) {
      enterUnlocked(HookRow.ATTRIBUTES);
      check(isOwnAttributeLocked(), "store without the elevator's attribute lock");
      check(queue == null || !queue.entrance().isShut(), "store in a frozen queue");
      shallow = Integer.parseInt(text);
    }
  }
}
