package io.elevator.bfq;

import io.elevator.api.Bio;
import io.elevator.api.BioFlags;
import io.elevator.api.BioStatus;
import io.elevator.api.CpuPolicy;
import io.elevator.api.Credentials;
import io.elevator.api.Group;
import io.elevator.api.IoContext;
import io.elevator.api.IoPriority;
import io.elevator.api.Operation;
import io.elevator.api.QueueLimits;
import io.elevator.api.Task;
import io.elevator.spi.Attachment;
import io.elevator.spi.Clock;
import io.elevator.spi.Completions;
import io.elevator.spi.HardwareQueue;
import io.elevator.spi.Icq;
import io.elevator.spi.IcqOwner;
import io.elevator.spi.LatencyHistogram;
import io.elevator.spi.QueueIdentity;
import io.elevator.spi.Request;
import io.elevator.spi.RequestList;
import io.elevator.spi.StateWriter;
import io.elevator.spi.Timer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * BFQ on a bench: one thread, time that the test moves, and no merging of bios. The test plays
 * queue and drive.
 */
final class Bench {

  static final long MILLI = 1_000_000;

  final long startNanos;
  final long startTick;
  final boolean rotational;
  final int nrRequests;
  final BfqElevator elevator;
  final Device device;
  final List<String> decisions = new ArrayList<>();
  final TestGroup root = new TestGroup("", null, 100, 1);

  private final QueueIdentity identity = new QueueIdentity(0) {};
  private final TestAttachment attachment = new TestAttachment();
  private final TestHardwareQueue hctx = new TestHardwareQueue();
  private final List<TestTimer> timers = new ArrayList<>();
  private long now;
  private long groupSerial = 1;
  private int runs;
  private boolean listening;

  Bench(boolean rotational, int nrRequests, long startNanos, long startTick) {
    this.rotational = rotational;
    this.nrRequests = nrRequests;
    this.startNanos = startNanos;
    this.startTick = startTick;
    this.now = startNanos;
    elevator = (BfqElevator) new BfqElevatorType().attach(attachment);
    elevator.initHardwareQueue(hctx);
    device = elevator.device;
  }

  static Bench hdd() {
    return new Bench(true, 64, 5_000 * MILLI, 100_000);
  }

  static Bench ssd() {
    return new Bench(false, 64, 5_000 * MILLI, 500_000);
  }

  // Time.

  long now() {
    return now;
  }

  long tick() {
    return attachment.clock.tick(now);
  }

  /** Moves time on by so much, firing timers at their instants. */
  void advance(long nanos) {
    advanceTo(now + nanos);
  }

  /** Moves time to so much after the start. */
  void at(double millis) {
    advanceTo(startNanos + Math.round(millis * MILLI));
  }

  void advanceTo(long until) {
    for (TestTimer due = nextDue(until); due != null; due = nextDue(until)) {
      now = Math.max(now, due.time);
      due.armed = false;
      due.callback.fired(now);
    }
    now = until;
  }

  private TestTimer nextDue(long until) {
    TestTimer first = null;
    for (TestTimer timer : timers) {
      if (timer.armed && timer.time <= until && (first == null || timer.time < first.time)) {
        first = timer;
      }
    }
    return first;
  }

  /** When the idle timer is to fire, ms after the start; or −1. */
  double idleUntil() {
    TestTimer timer = timers.getFirst();
    return timer.armed ? (double) (timer.time - startNanos) / MILLI : -1;
  }

  /** The instant of the next timer, or Long.MAX_VALUE. */
  long nextTimer() {
    TestTimer timer = timers.getFirst();
    return timer.armed ? timer.time : Long.MAX_VALUE;
  }

  boolean isTimerClosed() {
    return timers.getFirst().closed;
  }

  /** How often a run was asked for since the last question. */
  int takeRuns() {
    int asked = runs;
    runs = 0;
    return asked;
  }

  void listen() {
    listening = true;
  }

  // Tasks and groups.

  TestTask task(String name) {
    return new TestTask(name, IoPriority.NONE_VALUE);
  }

  TestTask task(String name, int ioClass, int level) {
    return new TestTask(name, IoPriority.encode(ioClass, level, 0));
  }

  TestGroup group(String name, TestGroup parent, int weight) {
    return new TestGroup(name, parent == null ? root : parent, weight, ++groupSerial);
  }

  void weigh(TestGroup group, int weight) {
    group.weight = weight;
    elevator.groupWeightChanged(group, now);
  }

  void remove(TestGroup group) {
    group.online = false;
    elevator.groupRemoved(group, now);
  }

  // Requests.

  TestRequest read(TestTask task, long sector, int sectors) {
    return insert(task, Operation.READ.code(), sector, sectors, false);
  }

  TestRequest write(TestTask task, long sector, int sectors) {
    return insert(task, Operation.WRITE.code(), sector, sectors, false);
  }

  TestRequest insert(TestTask task, int opAndFlags, long sector, int sectors, boolean atHead) {
    TestRequest rq = new TestRequest();
    rq.bind();
    rq.describe(task, opAndFlags, sector, sectors);
    elevator.prepare(rq, now);
    insert(rq, atHead);
    return rq;
  }

  void insert(TestRequest rq, boolean atHead) {
    RequestList list = new RequestList();
    list.addLast(rq);
    elevator.insert(hctx, list, atHead, new RequestList(), now);
  }

  TestRequest dispatch() {
    return (TestRequest) elevator.dispatch(hctx, now);
  }

  void complete(TestRequest rq) {
    elevator.completed(rq, now);
    elevator.finish(rq, now);
  }

  void requeue(TestRequest rq) {
    elevator.requeue(rq, now);
  }

  boolean hasWork() {
    return elevator.hasWork(hctx);
  }

  void set(String attribute, long value) {
    elevator.store(attribute, Long.toString(value), now);
  }

  int limitDepth(TestTask task, int opAndFlags) {
    return elevator.limitDepth(new TestBio(task, opAndFlags));
  }

  /** Runs the bio-merge hook, which here never merges, for its side effects. */
  void offer(TestTask task, int opAndFlags) {
    elevator.bioMerge(new TestBio(task, opAndFlags), new RequestList(), now);
  }

  void exit(TestTask task) {
    task.context.activeTasks = 0;
    Icq icq = task.icq;
    if (icq != null) {
      elevator.exitIcq(icq, now);
      task.icq = null;
    }
  }

  /** All figures of the elevator, nested parts joined by dots. */
  Map<String, Object> figures() {
    Figures figures = new Figures();
    elevator.describe(figures);
    return figures.all;
  }

  /** V of best-effort at the root. */
  long vtime() {
    return device.engine.root().tree(1).vtime();
  }

  long weightSum() {
    return device.engine.root().tree(1).weightSum();
  }

  private final class TestAttachment extends Attachment {
    private final Clock clock =
        new Clock() {
          @Override
          public long now() {
            return now;
          }

          @Override
          public long tick(long nanos) {
            return startTick + Math.floorDiv(nanos - startNanos, TICK_NANOS);
          }

          @Override
          public long nanosOfTick(long tick) {
            return startNanos + (tick - startTick) * TICK_NANOS;
          }
        };

    @Override
    public QueueIdentity queue() {
      return identity;
    }

    @Override
    public String queueName() {
      return "bench";
    }

    @Override
    public QueueLimits limits() {
      return QueueLimits.builder().build();
    }

    @Override
    public boolean isRotational() {
      return rotational;
    }

    @Override
    public int nrRequests() {
      return nrRequests;
    }

    @Override
    public int hardwareQueues() {
      return 1;
    }

    @Override
    public HardwareQueue hardwareQueue(int index) {
      return hctx;
    }

    @Override
    public int stripes() {
      return 1;
    }

    @Override
    public Clock clock() {
      return clock;
    }

    @Override
    public Timer newTimer(Timer.Callback callback) {
      TestTimer timer = new TestTimer(callback);
      timers.add(timer);
      return timer;
    }

    @Override
    public void runHardwareQueues() {
      runs++;
    }

    @Override
    public Icq lookupIcq(Bio bio) {
      return ((TestTask) bio.task()).icq;
    }

    @Override
    public boolean mayMerge(Request rq, Bio bio) {
      return false;
    }

    @Override
    public boolean isMergeable(Request rq) {
      return false;
    }

    @Override
    public boolean tryMerge(Bio bio, RequestList absorbed, long at) {
      return false;
    }

    @Override
    public boolean tryListMerge(RequestList list, Bio bio, int most, long at) {
      return false;
    }

    @Override
    public boolean tryInsertMerge(Request rq, RequestList absorbed, long at) {
      return false;
    }

    @Override
    public void queued(Request rq) {}

    @Override
    public void forget(Request rq) {}

    @Override
    public void dispatched(Request rq) {
      ((TestRequest) rq).markStarted();
    }

    @Override
    public boolean isListening() {
      return listening;
    }

    @Override
    public void decided(String decision, String reason, Icq icq, long value, long at) {
      decisions.add(decision + " " + reason);
    }

    @Override
    public void report(String where, Throwable defect) {
      throw new AssertionError(where, defect);
    }
  }

  private final class TestHardwareQueue extends HardwareQueue {
    @Override
    public int index() {
      return 0;
    }

    @Override
    public int tagDepth() {
      return nrRequests;
    }

    @Override
    public int tagWordShift() {
      return io.elevator.bfq.measure.TagDepths.shiftFor(nrRequests);
    }

    @Override
    public void announceShallowDepth(int smallest) {}

    @Override
    public void run() {
      runs++;
    }

    @Override
    public void runAfter(long nanos) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void complete(long cookie, BioStatus status) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void complete(Completions batch) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void requeue(long cookie, boolean kick) {
      throw new UnsupportedOperationException();
    }

    @Override
    public void kickRequeue() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Request started(long cookie) {
      throw new UnsupportedOperationException();
    }
  }

  private static final class TestTimer extends Timer {
    private final Callback callback;
    private long time;
    private boolean armed;
    private boolean closed;

    TestTimer(Callback callback) {
      this.callback = callback;
    }

    @Override
    public void arm(long nanos) {
      time = nanos;
      armed = true;
    }

    @Override
    public boolean cancel() {
      boolean was = armed;
      armed = false;
      return was;
    }

    @Override
    public boolean isArmed() {
      return armed;
    }

    @Override
    public long expiryNanos() {
      return time;
    }

    @Override
    public void close() {
      armed = false;
      closed = true;
    }
  }

  final class TestRequest extends Request {
    private void bind() {
      elevatorData(elevator.newRequestData(this));
    }

    private void describe(TestTask owner, int newOpAndFlags, long newSector, int newSectors) {
      task = owner;
      group = owner == null ? root : owner.group;
      icq = owner == null ? null : owner.icq();
      opAndFlags = newOpAndFlags;
      sector = newSector;
      sectors = newSectors;
      startNanos = now;
    }

    private void markStarted() {
      started = true;
    }

    @Override
    public long start() {
      throw new UnsupportedOperationException();
    }

    @Override
    public int driverTag() {
      return 0;
    }
  }

  private static final class TestBio extends Bio {
    TestBio(TestTask owner, int newOpAndFlags) {
      task = owner;
      group = owner.group;
      opAndFlags = newOpAndFlags;
    }

    @Override
    protected void requireOwned() {}
  }

  static final class TestGroup extends Group {
    private final String name;
    private final TestGroup parent;
    private final long serial;
    private int weight;
    private boolean online = true;

    TestGroup(String name, TestGroup parent, int weight, long serial) {
      this.name = name;
      this.parent = parent;
      this.weight = weight;
      this.serial = serial;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public Group parent() {
      return parent;
    }

    @Override
    public long serial() {
      return serial;
    }

    @Override
    public int weight() {
      return weight;
    }

    @Override
    public int depth() {
      return parent == null ? 0 : parent.depth() + 1;
    }

    @Override
    public boolean isOnline() {
      return online;
    }
  }

  private static final class TestContext extends IoContext {
    private int priority;
    private int activeTasks = 1;

    @Override
    public long id() {
      return 1;
    }

    @Override
    public int priority() {
      return priority;
    }

    @Override
    public int activeTasks() {
      return activeTasks;
    }

    @Override
    public long references() {
      return 1;
    }

    @Override
    public int icqs() {
      return 1;
    }
  }

  private static final class TestOwner extends IcqOwner {
    TestOwner(QueueIdentity queue, IoContext context) {
      super(queue, context);
    }

    @Override
    public boolean isExited() {
      return false;
    }

    @Override
    public long queued() {
      return 0;
    }

    @Override
    public long dispatched() {
      return 0;
    }

    @Override
    public long merged() {
      return 0;
    }

    @Override
    public long bytes() {
      return 0;
    }

    @Override
    public long waitNanos() {
      return 0;
    }

    @Override
    public long deviceNanos() {
      return 0;
    }
  }

  final class TestTask extends Task {
    private final String name;
    private final TestContext context = new TestContext();
    private Icq icq;
    TestGroup group = root;
    int nice;
    CpuPolicy policy = CpuPolicy.OTHER;

    TestTask(String name, int priority) {
      this.name = name;
      context.priority = priority;
    }

    private Icq icq() {
      if (icq == null) {
        icq = new BfqElevatorType().icqFactory().newIcq(new TestOwner(identity, context));
      }
      return icq;
    }

    /** The task's record, made if need be. */
    BfqIcq record() {
      return (BfqIcq) icq();
    }

    BfqQueue syncQueue() {
      return record().slot(true);
    }

    BfqQueue asyncQueue() {
      return record().slot(false);
    }

    void priority(int ioClass, int level) {
      context.priority = IoPriority.encode(ioClass, level, 0);
    }

    @Override
    public int id() {
      return 1;
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public IoContext ioContext() {
      return context;
    }

    @Override
    public Group group() {
      return group;
    }

    @Override
    public int stripe() {
      return 0;
    }

    @Override
    public int nice() {
      return nice;
    }

    @Override
    public CpuPolicy cpuPolicy() {
      return policy;
    }

    @Override
    public Credentials credentials() {
      throw new UnsupportedOperationException();
    }

    @Override
    public int effectivePriority() {
      return context.priority;
    }

    @Override
    public int rawPriority() {
      return context.priority;
    }

    @Override
    public boolean isExiting() {
      return context.activeTasks == 0;
    }

    @Override
    public void exit() {
      Bench.this.exit(this);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  private static final class Figures implements StateWriter {
    private final Map<String, Object> all = new LinkedHashMap<>();
    private final List<String> path = new ArrayList<>();

    private String name(String last) {
      return path.isEmpty() ? last : String.join(".", path) + "." + last;
    }

    @Override
    public void number(String name, long value) {
      all.put(name(name), value);
    }

    @Override
    public void text(String name, String value) {
      all.put(name(name), value);
    }

    @Override
    public void latency(String name, LatencyHistogram histogram) {
      all.put(name(name), histogram);
    }

    @Override
    public void begin(String name) {
      path.add(name);
    }

    @Override
    public void end() {
      path.removeLast();
    }
  }

  /** A synchronous write. */
  static int syncWrite() {
    return Operation.WRITE.code() | BioFlags.SYNC;
  }
}
