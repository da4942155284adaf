package io.elevator.bfq;

import io.elevator.api.Bio;
import io.elevator.api.BioFlags;
import io.elevator.api.IoPriority;
import io.elevator.api.Operation;
import io.elevator.spi.RequestList;
import io.elevator.testkit.fake.FakeClock;
import io.elevator.testkit.fake.FakeGroup;
import io.elevator.testkit.fake.FakeHardwareQueue;
import io.elevator.testkit.fake.FakeQueue;
import io.elevator.testkit.fake.FakeRequest;
import io.elevator.testkit.fake.FakeTimer;
import io.elevator.testkit.fake.RecordedState;
import java.util.List;
import java.util.Map;

/** A fake queue around a BFQ, in which no bios merge, and short names for what these tests do. */
final class Bench {

  static final long MILLI = 1_000_000;

  final boolean rotational;
  final long startNanos;
  final FakeQueue queue;
  final BfqElevator elevator;
  final Device device;
  final FakeGroup root;

  /** The timer of the elevator that ends the idling of the drive. */
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

  /** A disk under a block layer that schedules groups from the start. */
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

  /** Moves time to so many milliseconds after the start. */
  void at(double millis) {
    advanceTo(startNanos + Math.round(millis * MILLI));
  }

  void advanceTo(long until) {
    queue.clock().advanceTo(until);
  }

  /** Returns when the idle timer is to fire, in ms after the start; or −1. */
  double idleUntil() {
    return idleTimer.isArmed() ? (double) (idleTimer.expiryNanos() - startNanos) / MILLI : -1;
  }

  /** Returns the instant of the idle timer, or Long.MAX_VALUE. */
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

  /** Inserts a request of a task; of none if the task is null. */
  FakeRequest insert(TestTask task, int opAndFlags, long sector, int sectors, boolean atHead) {
    FakeRequest rq;
    if (task == null) {
      Bio bio = queue.bio(task("nobody"), opAndFlags, sector, sectors);
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

  /** Runs the bio-merge hook, which here never merges, for its side effects. */
  void offer(TestTask task, int opAndFlags) {
    elevator.bioMerge(queue.bio(task, opAndFlags, 0, 8), new RequestList(), now());
  }

  /** All figures of the elevator, nested parts joined by dots. */
  Map<String, Object> figures() {
    return RecordedState.of(elevator::describe);
  }

  /** V of best-effort at the root. */
  long vtime() {
    return device.engine.root().tree(1).vtime();
  }

  long weightSum() {
    return device.engine.root().tree(1).weightSum();
  }

  /** A synchronous write. */
  static int syncWrite() {
    return Operation.WRITE.code() | BioFlags.SYNC;
  }
}
