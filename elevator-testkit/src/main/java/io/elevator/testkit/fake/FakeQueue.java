package io.elevator.testkit.fake;

import io.elevator.api.BioFlags;
import io.elevator.api.Group;
import io.elevator.api.IoPriority;
import io.elevator.api.Operation;
import io.elevator.api.Task;
import io.elevator.core.request.CoreBio;
import io.elevator.core.request.CoreRequest;
import io.elevator.core.request.ElevatorAttachment;
import io.elevator.core.time.TimeBase;
import io.elevator.spi.Attachment;
import io.elevator.spi.BioMerger;
import io.elevator.spi.DepthLimiter;
import io.elevator.spi.Elevator;
import io.elevator.spi.ElevatorType;
import io.elevator.spi.Icq;
import io.elevator.spi.QueueIdentity;
import io.elevator.spi.Request;
import io.elevator.spi.RequestList;
import io.elevator.spi.SubmittedBio;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A request queue reduced to what one elevator sees of it. The test plays submitter, queue and
 * drive: nothing is dispatched, completed or run unless the test calls for it, and time is a {@link
 * FakeClock}. Tasks, groups and hardware queues are fakes whose values the test sets; the
 * attachment with its merge functions, the requests and the bios are the core's own, so an elevator
 * merges here as it does in a block layer.
 *
 * <pre>{@code
 * FakeQueue queue = new FakeQueue(1, 1);
 * Elevator elevator = queue.attach(new FifoType());
 * FakeTask task = queue.task("reader");
 * FakeRequest first = queue.submit(queue.bio(task, Operation.READ.code(), 0, 8));
 * assertSame(first, queue.dispatch());
 * queue.clock().advance(5_000_000);
 * queue.complete(first);
 * }</pre>
 *
 * <p>As thread-safe as the elevator: several threads may submit, dispatch and complete at once.
 * Settings change between calls of the elevator.
 */
public final class FakeQueue extends FakeQueueSettings {
  /** The name of the queue, which elevators put into messages. */
  public static final String NAME = "fake";

  /** The number of scheduler tags until {@link #nrRequests(int)} is called. */
  public static final int DEFAULT_NR_REQUESTS = 64;

  private static final int REQUEST_FLAGS = CoreRequest.ELV | CoreRequest.ELVPRIV;
  private static final int SECTORS_OF_A_SEGMENT = 8;

  private final FakeHardwareQueue[] hardwareQueues;
  private final int stripes;
  private final TimeBase time;
  private final QueueIdentity identity = new QueueIdentity(0) {};
  private final FakeGroup root = new FakeGroup("", null, Group.DEFAULT_WEIGHT, 1);
  private final AtomicLong lastGroupSerial = new AtomicLong(1);
  private final List<Decision> decisions = new CopyOnWriteArrayList<>();
  private final FakeAttachmentHost host = new FakeAttachmentHost(this);
  private @Nullable ElevatorAttachment attachment;
  private Icq.@Nullable Factory icqFactory;

  private volatile int nrRequests = DEFAULT_NR_REQUESTS;

  /** Creates a queue with its own {@link FakeClock}; both numbers are from 1. */
  public FakeQueue(int hardwareQueues, int stripes) {
    this(hardwareQueues, stripes, new FakeClock());
  }

  /**
   * Creates a queue.
   *
   * @param hardwareQueues number of hardware queues, from 1
   * @param stripes number of stripes, from 1
   * @param time clock and timers: a {@link FakeClock}, or real time for a measurement
   */
  public FakeQueue(int hardwareQueues, int stripes, TimeBase time) {
    this.stripes = stripes;
    this.time = time;
    this.hardwareQueues = new FakeHardwareQueue[hardwareQueues];
    for (int i = 0; i < hardwareQueues; i++) {
      this.hardwareQueues[i] = new FakeHardwareQueue(i, DEFAULT_NR_REQUESTS);
    }
  }

  /** Returns the number of scheduler tags of a hardware queue. */
  public int nrRequests() {
    return nrRequests;
  }

  /**
   * Sets the number of scheduler tags, and gives each hardware queue so many in new words. Does not
   * call the elevator.
   */
  public void nrRequests(int value) {
    nrRequests = value;
    for (FakeHardwareQueue hctx : hardwareQueues) {
      hctx.tagDepth(value);
      hctx.tagWordShift(FakeHardwareQueue.wordShiftFor(value));
    }
  }

  /**
   * Returns the clock.
   *
   * @throws IllegalStateException if the queue was made with another kind of clock
   */
  public FakeClock clock() {
    if (time instanceof FakeClock clock) {
      return clock;
    }
    throw new IllegalStateException("the queue was made with " + time + "; expected a FakeClock");
  }

  /** Returns the clock and its timers, whatever their kind. */
  public TimeBase time() {
    return time;
  }

  /** Returns the time now, in nanoseconds. */
  public long now() {
    return time.now();
  }

  /** Returns the identity of the queue, for owners of icqs. */
  public QueueIdentity identity() {
    return identity;
  }

  /** Returns the number of stripes. */
  public int stripes() {
    return stripes;
  }

  /** Returns the hardware queues, in order of index. */
  public List<FakeHardwareQueue> hardwareQueues() {
    return List.of(hardwareQueues);
  }

  /** Returns a hardware queue. */
  public FakeHardwareQueue hardwareQueue(int index) {
    return hardwareQueues[index];
  }

  /** Returns the only, or first, hardware queue. */
  public FakeHardwareQueue hardwareQueue() {
    return hardwareQueues[0];
  }

  /**
   * Returns the number of runs of all hardware queues that were asked for since the last call, and
   * resets it.
   */
  public int takeRuns() {
    return runs.getAndSet(0);
  }

  /** Returns the decisions recorded so far, oldest first. */
  public List<Decision> decisions() {
    return List.copyOf(decisions);
  }

  /** Clears the record of decisions. */
  public void clearDecisions() {
    decisions.clear();
  }

  // The elevator.

  /**
   * Attaches an elevator, as the core does, and returns it. A queue can have one elevator in its
   * life.
   */
  public Elevator attach(ElevatorType type) {
    if (attachment != null) {
      throw new IllegalStateException("the queue has an elevator, " + type.name() + " is one more");
    }
    icqFactory = type.icqFactory();
    ElevatorAttachment attached = ElevatorAttachment.attach(type, host);
    attachment = attached;
    return attached.elevator();
  }

  /** Detaches the elevator, as the core does: its exit hooks are called. */
  public void detach() {
    coreAttachment().detach();
  }

  /** Returns the elevator. */
  public Elevator elevator() {
    return coreAttachment().elevator();
  }

  /** Returns the attachment that the elevator was made with. */
  public Attachment attachment() {
    return coreAttachment();
  }

  /** Returns the number of requests in the merge hash. */
  public int hashedRequests() {
    return coreAttachment().hashed();
  }

  /** Returns the request that the merge functions try first, or null. */
  public @Nullable Request lastMerge() {
    return coreAttachment().lastMerge();
  }

  /** Returns the elevator's hook for merges of new bios, or null if it has none. */
  public @Nullable BioMerger bioMerger() {
    return coreAttachment().bioMerger();
  }

  /** Returns the elevator's hook for limits of tags, or null if it has none. */
  public @Nullable DepthLimiter depthLimiter() {
    return coreAttachment().depthLimiter();
  }

  private ElevatorAttachment coreAttachment() {
    ElevatorAttachment attached = attachment;
    if (attached == null) {
      throw new IllegalStateException("the queue has no elevator; call attach first");
    }
    return attached;
  }

  // Tasks and groups.

  /** Creates a task in the root group, on stripe 0 and without a priority. */
  public FakeTask task(String name) {
    return new FakeTask(this, name);
  }

  /**
   * Returns the icq of a task. Creates the icq and calls the elevator's init hook if the task has
   * none.
   *
   * @return the icq, or null if the elevator has no icqs
   */
  public @Nullable Icq icq(FakeTask task) {
    synchronized (task) {
      Icq icq = task.icq();
      Icq.Factory factory = icqFactory;
      if (icq == null && factory != null) {
        icq = factory.newIcq(new FakeIcqOwner(identity, task.ioContext()));
        task.setIcq(icq);
        elevator().initIcq(icq, now());
      }
      return icq;
    }
  }

  void exit(FakeTask task) {
    task.ioContext().activeTasks(0);
    Icq icq = task.icq();
    if (icq != null) {
      elevator().exitIcq(icq, now());
      task.setIcq(null);
    }
  }

  /** Returns the root group. */
  public FakeGroup root() {
    return root;
  }

  /** Creates a group. */
  public FakeGroup group(String name, FakeGroup parent, int weight) {
    return new FakeGroup(name, parent, weight, lastGroupSerial.incrementAndGet());
  }

  /** Changes a group's weight and calls the elevator's hook. */
  public void weigh(FakeGroup group, int weight) {
    group.weight(weight);
    elevator().groupWeightChanged(group, now());
  }

  /** Removes a group, whether or not tasks are in it, and calls the elevator's hook. */
  public void remove(FakeGroup group) {
    group.online(false);
    elevator().groupRemoved(group, now());
  }

  // Bios and requests.

  /** Creates a bio with the priority of its task. */
  public SubmittedBio bio(FakeTask task, int opAndFlags, long sector, int sectors) {
    return bio(task, opAndFlags, sector, sectors, task.effectivePriority());
  }

  /**
   * Makes a bio.
   *
   * @param opAndFlags operation and flags, see {@link BioFlags}
   * @param sector first sector
   * @param sectors length in sectors
   * @param priority encoded priority, see {@link IoPriority}
   */
  public SubmittedBio bio(FakeTask task, int opAndFlags, long sector, int sectors, int priority) {
    CoreBio bio = new CoreBio();
    int segments =
        Operation.of(opAndFlags).hasData()
            ? (sectors + SECTORS_OF_A_SEGMENT - 1) / SECTORS_OF_A_SEGMENT
            : 1;
    bio.describe(task, task.group(), opAndFlags, priority, sector, sectors, segments);
    return bio;
  }

  /**
   * Offers a bio to the elevator for a merge, unless merging is off, the bio's flags forbid a
   * merge, or the elevator does not look for merges. Finishes absorbed requests.
   *
   * @return whether the bio was merged
   */
  public boolean merge(SubmittedBio bio) {
    BioMerger merger = bioMerger();
    if (isMergingOff() || merger == null || !BioFlags.mayMerge(bio.opAndFlags())) {
      return false;
    }
    RequestList absorbed = new RequestList();
    boolean taken = merger.bioMerge(bio, absorbed, now());
    finishAll(absorbed);
    return taken;
  }

  /**
   * Creates a request of a bio for a hardware queue, with the task's icq, and calls the prepare
   * hook.
   */
  public FakeRequest request(SubmittedBio bio, FakeHardwareQueue hctx) {
    FakeRequest rq = allocate(bio, hctx);
    rq.bindElevator(elevator());
    if (withIcqs && rq.task() instanceof FakeTask task) {
      rq.icq(icq(task));
    }
    elevator().prepare(rq, now());
    rq.carry((CoreBio) bio);
    return rq;
  }

  /**
   * Creates a request of a bio that the elevator has not prepared: it has no elevator data and no
   * icq.
   */
  public FakeRequest foreignRequest(SubmittedBio bio, FakeHardwareQueue hctx) {
    FakeRequest rq = allocate(bio, hctx);
    rq.carry((CoreBio) bio);
    return rq;
  }

  /**
   * Creates a prepared request without task and icq, like the queue's own flushes.
   *
   * @param bio bio with operation, position, length and group
   * @param hctx hardware queue of the request
   */
  public FakeRequest requestWithoutTask(SubmittedBio bio, FakeHardwareQueue hctx) {
    FakeRequest rq = allocate(bio, hctx);
    rq.bindElevator(elevator());
    rq.task(null);
    elevator().prepare(rq, now());
    rq.carry((CoreBio) bio);
    return rq;
  }

  private FakeRequest allocate(SubmittedBio bio, FakeHardwareQueue hctx) {
    FakeRequest rq = new FakeRequest();
    Task task = bio.task();
    rq.allocate(
        hctx,
        bio.opAndFlags(),
        task,
        bio.group(),
        task == null ? 0 : task.stripe(),
        REQUEST_FLAGS,
        now());
    return rq;
  }

  /**
   * Inserts requests in their order. Finishes requests that are absorbed in a merge.
   *
   * @param hctx hardware queue of the requests
   * @param atHead whether to insert at the head
   * @param requests requests to insert
   * @return whether no request was absorbed
   * @throws AssertionError if the elevator leaves a request in the list
   */
  public boolean insert(FakeHardwareQueue hctx, boolean atHead, FakeRequest... requests) {
    long now = now();
    RequestList list = new RequestList();
    for (FakeRequest rq : requests) {
      rq.inserted(now);
      list.addLast(rq);
    }
    RequestList absorbed = new RequestList();
    elevator().insert(hctx, list, atHead, absorbed, now);
    if (!list.isEmpty()) {
      throw new AssertionError("insert left " + list.first() + " in its list");
    }
    boolean allStay = absorbed.isEmpty();
    finishAll(absorbed);
    return allStay;
  }

  /**
   * Submits a bio to the first hardware queue: offers the bio for a merge; if it is not merged,
   * creates a request and inserts it.
   *
   * @return the request, or null if the bio or the request was merged
   */
  public @Nullable FakeRequest submit(SubmittedBio bio) {
    if (merge(bio)) {
      return null;
    }
    FakeRequest rq = request(bio, hardwareQueue());
    return insert(hardwareQueue(), false, rq) ? rq : null;
  }

  /** Returns the answer of the elevator's has-work hook for a hardware queue. */
  public boolean hasWork(FakeHardwareQueue hctx) {
    return elevator().hasWork(hctx);
  }

  /** Dispatches for the first hardware queue. */
  public @Nullable FakeRequest dispatch() {
    return dispatch(hardwareQueue());
  }

  /**
   * Dispatches a request and records in it that a driver starts it now.
   *
   * @return the request, or null if the elevator has none
   */
  public @Nullable FakeRequest dispatch(FakeHardwareQueue hctx) {
    long now = now();
    FakeRequest rq = (FakeRequest) elevator().dispatch(hctx, now);
    if (rq != null) {
      rq.issued(now);
    }
    return rq;
  }

  /** Completes and finishes a request. */
  public void complete(FakeRequest rq) {
    elevator().completed(rq, now());
    finish(rq);
  }

  /** Gives a dispatched request back; the test inserts it again. */
  public void requeue(FakeRequest rq) {
    elevator().requeue(rq, now());
  }

  private void finishAll(RequestList absorbed) {
    for (Request rq = absorbed.removeFirst(); rq != null; rq = absorbed.removeFirst()) {
      finish((FakeRequest) rq);
    }
  }

  private void finish(FakeRequest rq) {
    elevator().finish(rq, now());
    rq.icq(null);
  }

  // For the attachment's host.

  FakeHardwareQueue[] hardwareQueueArray() {
    return hardwareQueues.clone();
  }

  void run() {
    onRun.run();
  }

  void mergeAttempted() {
    Runnable action = onMergeAttempt;
    if (action != null) {
      action.run();
    }
  }

  @Nullable Icq lookUpIcq(SubmittedBio bio) {
    return bio.task() instanceof FakeTask task ? task.icq() : icqLookup.apply(bio);
  }

  void decided(Decision decision) {
    decisions.add(decision);
  }

  void report(String where, Throwable defect) {
    onReport.accept(where, defect);
  }
}
