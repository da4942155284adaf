package io.elevator.mqdeadline;

import io.elevator.api.IoPriority;
import io.elevator.api.Operation;
import io.elevator.spi.SubmittedBio;
import io.elevator.testkit.fake.FakeClock;
import io.elevator.testkit.fake.FakeHardwareQueue;
import io.elevator.testkit.fake.FakeQueue;
import io.elevator.testkit.fake.FakeRequest;
import io.elevator.testkit.fake.FakeTask;
import java.util.ArrayList;
import java.util.List;

/** A fake queue with mq-deadline on a disk, and short methods for the operations of these tests. */
final class TestQueue {
  static final long MS = 1_000_000;
  static final int REALTIME = IoPriority.realTime(4).value();
  static final int BEST_EFFORT = IoPriority.bestEffort(4).value();
  static final int IDLE = IoPriority.idle().value();
  static final int READ = Operation.READ.code();
  static final int WRITE = Operation.WRITE.code();

  final FakeQueue fake;
  final FakeTask task;
  final MqDeadline elevator;

  TestQueue() {
    this(1);
  }

  TestQueue(int hardwareQueues) {
    fake = new FakeQueue(hardwareQueues, 1, new FakeClock(1_000 * MS, -3));
    fake.rotational(true);
    fake.onRun(TestQueue::refuseRun);
    fake.hardwareQueues().forEach(hctx -> hctx.onRun(TestQueue::refuseRun));
    task = fake.task("task");
    elevator = (MqDeadline) fake.attach(new MqDeadlineType());
  }

  private static void refuseRun() {
    throw new IllegalStateException("mq-deadline never asks for a run");
  }

  TestQueue set(String attribute, Object value) {
    elevator.store(attribute, value.toString(), fake.now());
    return this;
  }

  long now() {
    return fake.now();
  }

  void advance(long nanos) {
    fake.clock().advance(nanos);
  }

  void advanceMs(long ms) {
    advance(ms * MS);
  }

  FakeHardwareQueue hctx() {
    return fake.hardwareQueue();
  }

  SubmittedBio bio(int opAndFlags, long sector, int sectors, int priority) {
    return fake.bio(task, opAndFlags, sector, sectors, priority);
  }

  /** Submits a best-effort read of eight sectors. */
  FakeRequest read(long sector) {
    return submit(READ, sector, 8, BEST_EFFORT);
  }

  /** Submits a best-effort write of eight sectors. */
  FakeRequest write(long sector) {
    return submit(WRITE, sector, 8, BEST_EFFORT);
  }

  /** Submits a bio. Returns its request, or null if the bio was merged. */
  FakeRequest submit(int opAndFlags, long sector, int sectors, int priority) {
    return fake.submit(bio(opAndFlags, sector, sectors, priority));
  }

  /** Inserts a read of eight sectors at the head. */
  FakeRequest readAtHead(long sector) {
    FakeRequest rq = fake.request(bio(READ, sector, 8, BEST_EFFORT), hctx());
    fake.insert(hctx(), true, rq);
    return rq;
  }

  FakeRequest dispatch() {
    return fake.dispatch();
  }

  /**
   * Dispatches a request and completes it at once. Returns its sort key, or −1 if no request was
   * dispatched.
   */
  long next() {
    FakeRequest rq = dispatch();
    if (rq == null) {
      return -1;
    }
    complete(rq);
    return rq.sortKey();
  }

  /** Dispatches and completes requests until no more are dispatched. Returns their sort keys. */
  List<Long> drain() {
    List<Long> sectors = new ArrayList<>();
    for (long sector = next(); sector >= 0; sector = next()) {
      sectors.add(sector);
    }
    return sectors;
  }

  void complete(FakeRequest rq) {
    fake.complete(rq);
  }

  Level level(int index) {
    return elevator.levels[index];
  }

  List<String> decisions() {
    return fake.decisions().stream()
        .map(each -> each.decision() + ": " + each.reason() + " at " + each.value())
        .toList();
  }
}
