package io.elevator.mqdeadline;

import io.elevator.api.Bio;
import io.elevator.api.BioFlags;
import io.elevator.api.Credentials;
import io.elevator.api.IoPriority;
import io.elevator.api.Operation;
import io.elevator.api.PermissionPolicy;
import io.elevator.api.QueueLimits;
import io.elevator.api.TaskSpec;
import io.elevator.core.context.CoreContext;
import io.elevator.core.context.CoreTask;
import io.elevator.core.context.GroupTree;
import io.elevator.core.context.IcqCache;
import io.elevator.core.context.IoContexts;
import io.elevator.core.context.QueueIcqs;
import io.elevator.core.context.TaskRegistry;
import io.elevator.core.request.AttachmentHost;
import io.elevator.core.request.CoreBio;
import io.elevator.core.request.CoreRequest;
import io.elevator.core.request.ElevatorAttachment;
import io.elevator.core.time.TimeBase;
import io.elevator.core.time.VirtualTime;
import io.elevator.spi.HardwareQueue;
import io.elevator.spi.Icq;
import io.elevator.spi.QueueIdentity;
import io.elevator.spi.Request;
import io.elevator.spi.RequestList;
import java.util.ArrayList;
import java.util.List;

/**
 * A queue without tags and drive around a real mq-deadline: the test submits, dispatches and
 * completes as it likes, in virtual time. Confined to one thread, but for tests that say otherwise.
 */
final class TestQueue implements AttachmentHost {
  static final long MS = 1_000_000;
  static final int REALTIME = IoPriority.realTime(4).value();
  static final int BEST_EFFORT = IoPriority.bestEffort(4).value();
  static final int IDLE = IoPriority.idle().value();
  static final int READ = Operation.READ.code();
  static final int WRITE = Operation.WRITE.code();

  final VirtualTime time = new VirtualTime(1_000_000_000L, -3);
  final TestHardwareQueue[] hctxs;
  final GroupTree groups = new GroupTree();
  final TaskRegistry tasks =
      new TaskRegistry(
          new IoContexts(time, time::defer, (place, e) -> report(place, e)),
          groups,
          1,
          Credentials.user(0),
          PermissionPolicy.ALLOW);
  final QueueIcqs icqs = new QueueIcqs(0, () -> true, (place, e) -> report(place, e));
  final CoreTask task = tasks.newTask(TaskSpec.named("task"));
  final List<String> decisions = new ArrayList<>();
  final RequestList absorbed = new RequestList();
  QueueLimits limits = QueueLimits.builder().maxSectors(256).maxDiscardSectors(8192).build();
  int nrRequests = 64;
  boolean mergingOff;
  boolean listening;
  boolean withIcqs = true;

  final ElevatorAttachment attachment;
  final MqDeadline elevator;

  TestQueue() {
    this(1);
  }

  TestQueue(int hardwareQueues) {
    hctxs = new TestHardwareQueue[hardwareQueues];
    for (int i = 0; i < hardwareQueues; i++) {
      hctxs[i] = new TestHardwareQueue(i, nrRequests, 4);
    }
    MqDeadlineType type = new MqDeadlineType();
    attachment = ElevatorAttachment.attach(type, this);
    elevator = (MqDeadline) attachment.elevator();
    icqs.attach(new IcqCache(type.name(), type.icqFactory()), elevator);
  }

  TestQueue set(String attribute, Object value) {
    elevator.store(attribute, value.toString(), time.now());
    return this;
  }

  void advance(long nanos) {
    time.advanceTo(time.now() + nanos);
  }

  void advanceMs(long ms) {
    advance(ms * MS);
  }

  CoreBio bio(int opAndFlags, long sector, int sectors, int priority) {
    CoreBio bio = new CoreBio();
    int segments = Operation.of(opAndFlags).hasData() ? (sectors + 7) / 8 : 1;
    bio.describe(task, groups.root(), opAndFlags, priority, sector, sectors, segments);
    return bio;
  }

  /** Submits a best-effort read of eight sectors. */
  TestRequest read(long sector) {
    return submit(READ, sector, 8, BEST_EFFORT);
  }

  /** Submits a best-effort write of eight sectors. */
  TestRequest write(long sector) {
    return submit(WRITE, sector, 8, BEST_EFFORT);
  }

  /** Submits a bio; returns its request, or null if it was merged. */
  TestRequest submit(int opAndFlags, long sector, int sectors, int priority) {
    CoreBio bio = bio(opAndFlags, sector, sectors, priority);
    if (merge(bio)) {
      return null;
    }
    TestRequest rq = request(bio, hctxs[0]);
    return insert(rq, false) ? rq : null;
  }

  boolean merge(CoreBio bio) {
    if (mergingOff || !BioFlags.mayMerge(bio.opAndFlags())) {
      return false;
    }
    boolean taken = elevator.bioMerge(bio, absorbed, time.now());
    freeAbsorbed();
    return taken;
  }

  /** Makes a request, with the prepare hook and all. */
  TestRequest request(CoreBio bio, TestHardwareQueue hctx) {
    TestRequest rq = new TestRequest();
    rq.bindElevator(elevator);
    rq.allocate(
        hctx,
        bio.opAndFlags(),
        bio.task(),
        bio.group(),
        0,
        CoreRequest.ELV | CoreRequest.ELVPRIV,
        time.now());
    rq.icq(withIcqs ? ((CoreTask) bio.task()).findOrCreateIcq(icqs, time.now()) : null);
    elevator.prepare(rq, time.now());
    rq.carry(bio);
    return rq;
  }

  /** Inserts a request; returns whether it is still there afterwards. */
  boolean insert(TestRequest rq, boolean atHead) {
    RequestList list = new RequestList();
    list.addLast(rq);
    rq.queuedNanos = time.now();
    elevator.insert(rq.hardwareQueue(), list, atHead, absorbed, time.now());
    boolean vanished = absorbed.contains(rq);
    freeAbsorbed();
    return !vanished;
  }

  /** Inserts a read of eight sectors at the head. */
  TestRequest readAtHead(long sector) {
    TestRequest rq = request(bio(READ, sector, 8, BEST_EFFORT), hctxs[0]);
    insert(rq, true);
    return rq;
  }

  private void freeAbsorbed() {
    for (Request rq = absorbed.removeFirst(); rq != null; rq = absorbed.removeFirst()) {
      free((TestRequest) rq);
    }
  }

  TestRequest dispatch() {
    TestRequest rq = (TestRequest) elevator.dispatch(hctxs[0], time.now());
    if (rq != null) {
      rq.issued(time.now());
    }
    return rq;
  }

  /** Dispatches and completes at once; returns the sector, or −1 if there is nothing. */
  long next() {
    TestRequest rq = dispatch();
    if (rq == null) {
      return -1;
    }
    complete(rq);
    return rq.sector();
  }

  /** Dispatches and completes until nothing comes any more; returns the sectors. */
  List<Long> drain() {
    List<Long> sectors = new ArrayList<>();
    for (long sector = next(); sector >= 0; sector = next()) {
      sectors.add(sector);
    }
    return sectors;
  }

  void complete(TestRequest rq) {
    elevator.completed(rq, time.now());
    free(rq);
  }

  private void free(TestRequest rq) {
    elevator.finish(rq, time.now());
    Icq icq = rq.icq();
    if (icq != null) {
      ((CoreContext) icq.context()).put();
    }
    rq.icq(null);
  }

  Level level(int index) {
    return elevator.levels[index];
  }

  @Override
  public QueueIdentity queue() {
    return icqs;
  }

  @Override
  public String name() {
    return "test";
  }

  @Override
  public QueueLimits limits() {
    return limits;
  }

  @Override
  public boolean isRotational() {
    return true;
  }

  @Override
  public int nrRequests() {
    return nrRequests;
  }

  @Override
  public int stripes() {
    return 1;
  }

  @Override
  public TimeBase time() {
    return time;
  }

  @Override
  public void runHardwareQueues() {
    throw new IllegalStateException("mq-deadline never asks for a run");
  }

  @Override
  public Icq lookupIcq(Bio bio) {
    return ((CoreTask) bio.task()).lookupIcq(icqs);
  }

  @Override
  public boolean isMergingOff() {
    return mergingOff;
  }

  @Override
  public boolean isExtendedMergingOff() {
    return false;
  }

  @Override
  public void bioMerged(CoreRequest rq, CoreBio bio) {}

  @Override
  public void requestAbsorbed(CoreRequest survivor, CoreRequest absorbedOne) {}

  @Override
  public boolean isListening() {
    return listening;
  }

  @Override
  public void decided(String decision, String reason, Icq icq, long value, long now) {
    decisions.add(decision + ": " + reason + " at " + value);
  }

  @Override
  public void report(String where, Throwable defect) {
    throw new AssertionError(where, defect);
  }

  @Override
  public HardwareQueue[] hardwareQueues() {
    return hctxs;
  }
}
