package io.elevator.core.context;

import io.elevator.api.Bio;
import io.elevator.api.BioFlags;
import io.elevator.api.BioStatus;
import io.elevator.api.QueueLimits;
import io.elevator.core.defects.ErrorSink;
import io.elevator.core.queue.BlockQueue;
import io.elevator.core.queue.QueueSetup;
import io.elevator.core.queue.QueueUnits;
import io.elevator.core.queue.admin.ElevatorKind;
import io.elevator.core.request.CoreBio;
import io.elevator.core.time.RealTime;
import io.elevator.spi.Attachment;
import io.elevator.spi.Elevator;
import io.elevator.spi.ElevatorType;
import io.elevator.spi.HardwareQueue;
import io.elevator.spi.Icq;
import io.elevator.spi.Request;
import io.elevator.spi.RequestList;
import io.elevator.spi.driver.BlockDriver;
import io.elevator.spi.driver.DriverQueue;
import io.elevator.spi.driver.DriverRequest;
import io.elevator.spi.driver.DriverShape;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The real queue in real time. Its drive holds every request until the test ends it. Its elevator
 * keeps a list and forwards the icq hooks to the test elevator.
 */
final class BlockTestQueue extends TestQueue {
  private static final int SECTOR = 512;

  /** A request that the drive keeps until the test ends it. */
  private record Held(DriverQueue hctx, long cookie, TestIcq icq) {}

  private final BlockQueue queue;
  private final Drive drive;
  private final RealTime time;
  private final Kinds kinds;
  private final AtomicLong position = new AtomicLong();
  private final MemorySegment memory = Arena.ofAuto().allocate(SECTOR, SECTOR);

  private BlockTestQueue(BlockQueue queue, Drive drive, RealTime time, Kinds kinds) {
    super(queue.identity());
    this.queue = queue;
    this.drive = drive;
    this.time = time;
    this.kinds = kinds;
  }

  /** Makes a queue whose drive holds more requests than any test begins. */
  static TestQueue make(int id, ErrorSink errors, TaskRegistry tasks) {
    return make(id, errors, tasks, 512);
  }

  static BlockTestQueue make(int id, ErrorSink errors, TaskRegistry tasks, int depth) {
    var time =
        new RealTime(
            Thread.ofPlatform().daemon().name("queue-", 0).factory(),
            1,
            (where, defect) -> errors.report(where, defect));
    var drive = new Drive(depth);
    var kinds = new Kinds();
    var queue =
        new BlockQueue(
            new QueueSetup(
                id, "disk" + id, drive, kinds, tasks, time, errors, 2, 1 << 20, closed -> {}));
    return new BlockTestQueue(queue, drive, time, kinds);
  }

  BlockQueue queue() {
    return queue;
  }

  @Override
  boolean tryEnter() {
    return QueueUnits.tryEnter(queue);
  }

  @Override
  void leave() {
    QueueUnits.leave(queue);
  }

  @Override
  long inside() {
    return QueueUnits.inside(queue);
  }

  @Override
  void freeze() {
    queue.admin().startFreeze();
    queue.admin().awaitFrozen();
  }

  @Override
  void thaw() {
    queue.admin().unfreeze();
  }

  @Override
  TestRequest request(CoreTask task) {
    TestRequest request = await(task, 0);
    if (request == null) {
      throw new AssertionError("an I/O of " + task + " ended before the drive had it");
    }
    return request;
  }

  @Override
  TestRequest tryRequest(CoreTask task) {
    return await(task, BioFlags.NOWAIT);
  }

  /**
   * Submits a bio and waits until the drive has its request. If the task has exited, the queue
   * refuses the bio, and the returned request has no icq.
   */
  private TestRequest await(CoreTask task, int flags) {
    Submission submission;
    try {
      submission = submit(task, flags);
    } catch (IllegalStateException e) {
      if (!task.isExiting()) {
        throw e;
      }
      return new TestRequest(null, () -> {});
    }
    return await(submission);
  }

  /** A submitted bio; its callback sets {@code ended}. */
  record Submission(Bio bio, AtomicReference<BioStatus> ended) {}

  Submission submit(CoreTask task, int flags) {
    var ended = new AtomicReference<BioStatus>();
    var bio = new CoreBio();
    bio.task(task)
        .read(512L * position.getAndAdd(8), memory, 0, SECTOR)
        .flags(flags | BioFlags.NOMERGE)
        .onEnd(done -> ended.set(done.status()));
    queue.submit(bio);
    return new Submission(bio, ended);
  }

  /** Waits until the drive has the request; returns null if the bio ended before. */
  TestRequest await(Submission submission) {
    Held held = drive.held.remove(submission.bio());
    while (held == null) {
      // Another thread may be running the hardware queue and may still dispatch this bio's request.
      if (submission.ended().get() != null) {
        return null;
      }
      Thread.onSpinWait();
      held = drive.held.remove(submission.bio());
    }
    Held at = held;
    return new TestRequest(at.icq(), () -> at.hctx().complete(at.cookie(), BioStatus.OK));
  }

  @Override
  void change(IcqCache cache, TestElevator elevator) {
    queue.admin().switchElevator(cache == null ? "none" : kinds.add(cache, elevator));
  }

  @Override
  void close() {
    queue.close();
    time.close();
  }

  private static final class Kinds implements ElevatorKind.Catalogue {
    private final Map<String, ElevatorKind> byName = new ConcurrentHashMap<>();

    String add(IcqCache cache, TestElevator elevator) {
      String name = "test-" + byName.size();
      byName.put(name, new ElevatorKind(new Type(elevator), name, cache));
      return name;
    }

    @Override
    public ElevatorKind find(String name) {
      return byName.get(name);
    }

    @Override
    public List<String> names() {
      return List.copyOf(byName.keySet());
    }
  }

  private static final class Drive extends BlockDriver {
    private final int depth;
    final Map<Bio, Held> held = new ConcurrentHashMap<>();

    Drive(int depth) {
      this.depth = depth;
    }

    @Override
    public DriverShape shape() {
      return new DriverShape(
          "held", 1L << 40, QueueLimits.builder().build(), 1, depth, 0, Set.of());
    }

    @Override
    public void start(DriverQueue[] all) {}

    @Override
    public BioStatus queueRequest(DriverQueue hctx, DriverRequest rq, boolean last) {
      Bio bio = rq.firstBio();
      TestIcq icq = (TestIcq) ((Request) rq).icq();
      // Evaluated before the put: as soon as the bio is in the map, the test can end the request,
      // whose object may then be reused.
      held.put(bio, new Held(hctx, rq.start(), icq));
      return BioStatus.OK;
    }

    @Override
    public void close() {}
  }

  private static final class Type extends ElevatorType {
    private final TestElevator hooks;

    Type(TestElevator hooks) {
      this.hooks = hooks;
    }

    @Override
    public String name() {
      return "test";
    }

    @Override
    public String description() {
      return "a list, and the icq hooks of a test";
    }

    @Override
    public Icq.Factory icqFactory() {
      return TestIcq::new;
    }

    @Override
    public Elevator attach(Attachment attachment) {
      return new ListOf(hooks);
    }
  }

  private static final class ListOf extends Elevator {
    private final TestElevator hooks;
    private final ReentrantLock lock = new ReentrantLock();
    private final RequestList list = new RequestList();

    ListOf(TestElevator hooks) {
      this.hooks = hooks;
    }

    @Override
    public void initIcq(Icq icq, long now) {
      hooks.initIcq(icq, now);
    }

    @Override
    public void exitIcq(Icq icq, long now) {
      hooks.exitIcq(icq, now);
    }

    @Override
    public void insert(
        HardwareQueue hctx, RequestList from, boolean atHead, RequestList absorbed, long now) {
      lock.lock();
      try {
        list.moveAllFrom(from);
      } finally {
        lock.unlock();
      }
    }

    @Override
    public boolean hasWork(HardwareQueue hctx) {
      return !list.isEmpty();
    }

    @Override
    public Request dispatch(HardwareQueue hctx, long now) {
      lock.lock();
      try {
        return list.removeFirst();
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void exit() {}
  }
}
