package io.elevator.bfq;

import io.elevator.api.BioFlags;
import io.elevator.api.IoPriority;
import io.elevator.api.Operation;
import io.elevator.spi.RequestList;
import io.elevator.spi.SubmittedBio;
import io.elevator.testkit.fake.FakeClock;
import io.elevator.testkit.fake.FakeGroup;
import io.elevator.testkit.fake.FakeHardwareQueue;
import io.elevator.testkit.fake.FakeQueue;
import io.elevator.testkit.fake.FakeRequest;
import io.elevator.testkit.fake.FakeTimer;
import io.elevator.testkit.fake.RecordedState;
import java.util.List;
import java.util.Map;

/**
 * A fake queue with BFQ whose bios are never merged, and short methods for the operations of these
 * tests.
 */
final class Bench {

  static final long MILLI = 1_000_000;

  final boolean rotational;
  final long startNanos;
  final FakeQueue queue;
  final BfqElevator elevator;
  final Device device;
  final FakeGroup root;

  /** The elevator's timer that ends idling when it fires. */
  private final FakeTimer idleTimer;

  Bench(boolean rotational, int nrRequests, long startNanos, long startTick) {
    this(rotational, nrRequests, startNanos, startTick, false);
  }

  private Bench(
      boolean rotational,
      int nrRequests,
      long startNanos,
      long startTick,
      boolean groupScheduling) {
    this.rotational = rotational;
    this.startNanos = startNanos;
    queue = new FakeQueue(1, 1, new FakeClock(startNanos, startTick));
    queue.rotational(rotational);
    queue.nrRequests(nrRequests);
    queue.mergingOff(true);
    queue.groupScheduling(groupScheduling);
    queue
        .hardwareQueue()
        .onRun(() -> {
          throw new IllegalStateException("BFQ asks for runs of all hardware queues only");
        });
    elevator = (BfqElevator) queue.attach(new BfqElevatorType());
    device = elevator.device;
    root = queue.root();
    idleTimer = queue.clock().timers().getFirst();
  }

  static Bench hdd() {
    return new Bench(true, 64, 5_000 * MILLI, 100_000);
  }

  static Bench ssd() {
    return new Bench(false, 64, 5_000 * MILLI, 500_000);
  }

  /** Returns a bench with a disk on which BFQ schedules groups from the start. */
  static Bench hddWithGroupScheduling() {
    return new Bench(true, 64, 5_000 * MILLI, 100_000, true);
  }

  // Time.

  long now() {
    return queue.now();
  }

  long tick() {
    return queue.clock().tick(now());
  }

  void advance(long nanos) {
    queue.clock().advance(nanos);
  }

  /** Advances the clock to a number of milliseconds after the start. */
  void at(double millis) {
    advanceTo(startNanos + Math.round(millis * MILLI));
  }

  void advanceTo(long until) {
    queue.clock().advanceTo(until);
  }

  /**
   * Returns the time at which the idle timer expires, in milliseconds after the start; −1 if it is
   * not armed.
   */
  double idleUntil() {
    return idleTimer.isArmed() ? (double) (idleTimer.expiryNanos() - startNanos) / MILLI : -1;
  }

  /**
   * Returns the time at which the idle timer expires, in nanoseconds; Long.MAX_VALUE if it is not
   * armed.
   */
  long nextTimer() {
    return idleTimer.isArmed() ? idleTimer.expiryNanos() : Long.MAX_VALUE;
  }

  boolean isTimerClosed() {
    return idleTimer.isClosed();
  }

  int takeRuns() {
    return queue.takeRuns();
  }

  void listen() {
    queue.listening(true);
  }

  List<String> decisions() {
    return queue.decisions().stream().map(each -> each.decision() + " " + each.reason()).toList();
  }

  // Tasks and groups.

  TestTask task(String name) {
    return new TestTask(queue, name);
  }

  TestTask task(String name, int ioClass, int level) {
    TestTask task = task(name);
    task.priority(IoPriority.encode(ioClass, level, 0));
    return task;
  }

  FakeGroup group(String name, FakeGroup parent, int weight) {
    return queue.group(name, parent == null ? root : parent, weight);
  }

  void weigh(FakeGroup group, int weight) {
    queue.weigh(group, weight);
  }

  void remove(FakeGroup group) {
    queue.remove(group);
  }

  // Requests.

  FakeRequest read(TestTask task, long sector, int sectors) {
    return insert(task, Operation.READ.code(), sector, sectors, false);
  }

  FakeRequest write(TestTask task, long sector, int sectors) {
    return insert(task, Operation.WRITE.code(), sector, sectors, false);
  }

  /**
   * Inserts a request.
   *
   * @param task task of the request, or null for a request without a task
   */
  FakeRequest insert(TestTask task, int opAndFlags, long sector, int sectors, boolean atHead) {
    FakeRequest rq;
    if (task == null) {
      SubmittedBio bio = queue.bio(task("nobody"), opAndFlags, sector, sectors);
      rq = queue.requestWithoutTask(bio, hctx());
    } else {
      rq = queue.request(queue.bio(task, opAndFlags, sector, sectors), hctx());
    }
    insert(rq, atHead);
    return rq;
  }

  void insert(FakeRequest rq, boolean atHead) {
    queue.insert(hctx(), atHead, rq);
  }

  private FakeHardwareQueue hctx() {
    return queue.hardwareQueue();
  }

  FakeRequest dispatch() {
    return queue.dispatch();
  }

  void complete(FakeRequest rq) {
    queue.complete(rq);
  }

  void requeue(FakeRequest rq) {
    queue.requeue(rq);
  }

  boolean hasWork() {
    return queue.hasWork(hctx());
  }

  void set(String attribute, long value) {
    elevator.store(attribute, Long.toString(value), now());
  }

  int limitDepth(TestTask task, int opAndFlags) {
    return elevator.limitDepth(queue.bio(task, opAndFlags, 0, 8));
  }

  /** Turns merging on, offers a bio to the elevator, and returns whether a request has it now. */
  boolean merge(TestTask task, int opAndFlags, long sector, int sectors) {
    queue.mergingOff(false);
    return queue.merge(queue.bio(task, opAndFlags, sector, sectors));
  }

  /** Calls the bio-merge hook only for its side effects; in these tests it never merges. */
  void offer(TestTask task, int opAndFlags) {
    elevator.bioMerge(queue.bio(task, opAndFlags, 0, 8), new RequestList(), now());
  }

  /** Returns all figures of the elevator, with dotted names as keys. */
  Map<String, Object> figures() {
    return RecordedState.of(elevator::describe);
  }

  /** Returns the virtual time of the best-effort class at the root level. */
  long vtime() {
    return device.engine.root().tree(1).vtime();
  }

  long weightSum() {
    return device.engine.root().tree(1).weightSum();
  }

  /** Flags of a synchronous write. */
  static int syncWrite() {
    return Operation.WRITE.code() | BioFlags.SYNC;
  }
}
