package io.elevator.bfq;

import io.elevator.api.Bio;
import io.elevator.api.BioFlags;
import io.elevator.api.IoPriority;
import io.elevator.api.Operation;
import io.elevator.spi.Icq;
import io.elevator.spi.QueueIdentity;
import io.elevator.spi.RequestList;
import java.util.List;
import java.util.Map;

/**
 * BFQ on a bench: one thread, time that the test moves, and no merging of bios. The test plays
 * queue and drive.
 */
final class Bench {

  static final long MILLI = 1_000_000;

  final boolean rotational;
  final long startNanos;
  final BfqElevator elevator;
  final Device device;
  final TestGroup root = new TestGroup("", null, 100, 1);
  final List<String> decisions;

  private final TestAttachment attachment;
  private final TestHardwareQueue hctx;
  private final List<TestTimer> timers;
  private long groupSerial = 1;

  Bench(boolean rotational, int nrRequests, long startNanos, long startTick) {
    this(new TestAttachment(rotational, nrRequests, startNanos, startTick));
  }

  Bench(TestAttachment attachment) {
    this.attachment = attachment;
    rotational = attachment.isRotational();
    startNanos = attachment.startNanos;
    decisions = attachment.decisions;
    hctx = attachment.hctx;
    timers = attachment.timers;
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

  /** A disk under a block layer that schedules groups from the start. */
  static Bench hddWithGroupScheduling() {
    TestAttachment attachment = new TestAttachment(true, 64, 5_000 * MILLI, 100_000);
    attachment.groupScheduling = true;
    return new Bench(attachment);
  }

  // Time.

  long now() {
    return attachment.now;
  }

  long tick() {
    return attachment.clock().tick(attachment.now);
  }

  /** Moves time on by so much, firing timers at their instants. */
  void advance(long nanos) {
    advanceTo(attachment.now + nanos);
  }

  /** Moves time to so much after the start. */
  void at(double millis) {
    advanceTo(startNanos + Math.round(millis * MILLI));
  }

  void advanceTo(long until) {
    for (TestTimer due = nextDue(until); due != null; due = nextDue(until)) {
      attachment.now = Math.max(attachment.now, due.time);
      due.armed = false;
      due.callback.fired(attachment.now);
    }
    attachment.now = until;
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
    int asked = attachment.runs;
    attachment.runs = 0;
    return asked;
  }

  void listen() {
    attachment.listening = true;
  }

  // Tasks and groups.

  QueueIdentity identity() {
    return attachment.queue();
  }

  TestTask task(String name) {
    return new TestTask(this, name, IoPriority.NONE_VALUE);
  }

  TestTask task(String name, int ioClass, int level) {
    return new TestTask(this, name, IoPriority.encode(ioClass, level, 0));
  }

  TestGroup group(String name, TestGroup parent, int weight) {
    return new TestGroup(name, parent == null ? root : parent, weight, ++groupSerial);
  }

  void weigh(TestGroup group, int weight) {
    group.weight = weight;
    elevator.groupWeightChanged(group, attachment.now);
  }

  void remove(TestGroup group) {
    group.online = false;
    elevator.groupRemoved(group, attachment.now);
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
    rq.bind(elevator);
    rq.describe(
        task, task == null ? root : task.group, opAndFlags, sector, sectors, attachment.now);
    elevator.prepare(rq, attachment.now);
    insert(rq, atHead);
    return rq;
  }

  void insert(TestRequest rq, boolean atHead) {
    RequestList list = new RequestList();
    list.addLast(rq);
    elevator.insert(hctx, list, atHead, new RequestList(), attachment.now);
  }

  TestRequest dispatch() {
    return (TestRequest) elevator.dispatch(hctx, attachment.now);
  }

  void complete(TestRequest rq) {
    elevator.completed(rq, attachment.now);
    elevator.finish(rq, attachment.now);
  }

  void requeue(TestRequest rq) {
    elevator.requeue(rq, attachment.now);
  }

  boolean hasWork() {
    return elevator.hasWork(hctx);
  }

  void set(String attribute, long value) {
    elevator.store(attribute, Long.toString(value), attachment.now);
  }

  int limitDepth(TestTask task, int opAndFlags) {
    return elevator.limitDepth(new TestBio(task, opAndFlags));
  }

  /** Runs the bio-merge hook, which here never merges, for its side effects. */
  void offer(TestTask task, int opAndFlags) {
    elevator.bioMerge(new TestBio(task, opAndFlags), new RequestList(), attachment.now);
  }

  void exit(TestTask task) {
    task.context.activeTasks = 0;
    Icq icq = task.icq;
    if (icq != null) {
      elevator.exitIcq(icq, attachment.now);
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

  /** A synchronous write. */
  static int syncWrite() {
    return Operation.WRITE.code() | BioFlags.SYNC;
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
}
