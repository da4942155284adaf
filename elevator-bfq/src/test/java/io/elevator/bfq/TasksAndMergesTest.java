package io.elevator.bfq;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.CpuPolicy;
import io.elevator.api.Operation;
import io.elevator.testkit.fake.FakeRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Queues and their tasks: creation, priority, merging of queues, splitting and exit. */
class TasksAndMergesTest {

  private Bench bench = Bench.hdd();

  private void drain() {
    for (int idle = 0; idle < 100; ) {
      FakeRequest rq = bench.dispatch();
      bench.advance(Bench.MILLI);
      if (rq == null) {
        idle++;
      } else {
        bench.complete(rq);
        idle = 0;
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "OTHER, 0, 2, 4",
    "OTHER, -20, 2, 0",
    "OTHER, 19, 2, 7",
    "BATCH, 5, 2, 5",
    "IDLE, 0, 3, 4",
    "FIFO, 0, 1, 4",
    "ROUND_ROBIN, -5, 1, 3",
    "DEADLINE, 0, 1, 4"
  })
  void taskWithoutPriorityGetsOneFromItsCpuPolicy(
      CpuPolicy policy, int nice, int ioClass, int ioLevel) {
    TestTask task = bench.task("t");
    task.cpuPolicy(policy);
    task.nice(nice);
    bench.read(task, 0, 8);
    assertThat(task.syncQueue().ioClass()).isEqualTo(ioClass);
    assertThat(task.syncQueue().requestedWeight()).isEqualTo((8 - ioLevel) * 10);
  }

  @Test
  void asynchronousRequestsOfOnePriorityShareAQueue() {
    TestTask one = bench.task("one");
    TestTask two = bench.task("two", 2, 4);
    TestTask three = bench.task("three", 2, 5);
    bench.write(one, 0, 8);
    bench.write(two, 1000, 8);
    bench.write(three, 2000, 8);
    assertThat(two.asyncQueue()).as("class none is level 4").isSameAs(one.asyncQueue());
    assertThat(three.asyncQueue()).isNotSameAs(one.asyncQueue());
    assertThat(one.asyncQueue().processReferences).isEqualTo(3);
  }

  @Test
  void newPriorityTakesEffectAtTheNextEnqueue() {
    TestTask task = bench.task("t", 2, 4);
    bench.read(task, 0, 8);
    bench.write(task, 9000, 8);
    BfqQueue sync = task.syncQueue();
    BfqQueue async = task.asyncQueue();
    task.priority(2, 0);
    bench.read(task, 8, 8);

    assertThat(task.syncQueue()).isSameAs(sync);
    assertThat(sync.requestedWeight()).isEqualTo(80);
    assertThat(task.asyncQueue()).as("another shared queue").isNotSameAs(async);
    drain();
    bench.read(task, 16, 8);
    assertThat(sync.originalWeight()).isEqualTo(80);
    assertThat(sync.ioLevel()).isZero();
  }

  @Test
  void queuesOfReadersCloseTogetherAreMerged() {
    bench.set("low_latency", 0);
    TestTask other = bench.task("other", 2, 0);
    TestTask one = bench.task("one", 2, 3);
    TestTask two = bench.task("two", 2, 3);
    bench.read(other, 90_000_000, 8);
    bench.advance(700 * Bench.MILLI);
    bench.read(one, 1000, 64);
    bench.advance(700 * Bench.MILLI);
    bench.read(two, 1064, 64);
    bench.read(two, 1128, 64);

    assertThat(two.syncQueue()).isSameAs(one.syncQueue());
    assertThat(one.syncQueue().shared).isTrue();
    assertThat(one.syncQueue().processReferences).isEqualTo(2);
    assertThat(bench.figures()).containsEntry("queues.tasks_merged", 1L);
  }

  /**
   * The task of a new bio has a queue of its own, and the bio continues a request of another task:
   * the hook moves the task to the queue of that request, where the bio can be merged.
   */
  @Test
  void bioMergeHookMovesATaskToTheQueueWhoseRequestItsBioContinues() {
    bench.set("low_latency", 0);
    TestTask two = bench.task("two", 2, 3);
    TestTask one = bench.task("one", 2, 3);
    bench.read(two, 90_000_000, 64);
    bench.advance(700 * Bench.MILLI);
    FakeRequest rq = bench.read(one, 1000, 64);
    BfqQueue target = one.syncQueue();
    assertThat(two.syncQueue()).isNotSameAs(target);

    assertThat(bench.merge(two, Operation.READ.code(), 1064, 64)).isTrue();

    assertThat(rq.sectors()).isEqualTo(128);
    assertThat(two.syncQueue()).isSameAs(target);
    assertThat(target.shared).isTrue();
    assertThat(target.processReferences).isEqualTo(2);
    assertThat(bench.figures()).containsEntry("queues.tasks_merged", 1L);
  }

  @Test
  void bioMergeHookOfATaskWithoutQueueMergesNoTasks() {
    TestTask one = bench.task("one", 2, 3);
    bench.read(one, 1000, 64);
    bench.offer(bench.task("new"), Operation.READ.code());
    assertThat(bench.figures()).containsEntry("queues.tasks_merged", 0L);
  }

  @Test
  void sharedQueueIsSplitWhenItsTasksSeekApart() {
    bench.set("low_latency", 0);
    TestTask other = bench.task("other", 2, 0);
    TestTask one = bench.task("one", 2, 3);
    TestTask two = bench.task("two", 2, 3);
    bench.read(other, 90_000_000, 8);
    bench.advance(700 * Bench.MILLI);
    bench.read(one, 1000, 64);
    bench.advance(700 * Bench.MILLI);
    bench.read(two, 1064, 64);
    BfqQueue shared = one.syncQueue();
    assertThat(shared.shared).isTrue();
    for (int i = 0; i < 30; i++) {
      bench.read(i % 2 == 0 ? one : two, 10_000_000L * (i % 2 + 1) + i * 1000L, 8);
    }
    drain();
    assertThat(shared.splitWanted).isTrue();

    bench.read(two, 5_000_000, 8);
    assertThat(two.syncQueue()).isNotSameAs(shared);
    assertThat(two.syncQueue().splitTick).isEqualTo(bench.tick());
    assertThat(two.syncQueue().originalWeight()).isEqualTo(50);
    bench.read(one, 6_000_000, 8);
    assertThat(one.syncQueue()).as("the last one keeps it").isSameAs(shared);
    assertThat(shared.shared).isFalse();
    assertThat(shared.owner).isSameAs(one.record());
    assertThat(bench.figures()).containsEntry("queues.splits", 2L);
  }

  @Test
  void exitOfATaskFreesItsQueues() {
    TestTask task = bench.task("t");
    bench.read(task, 0, 8);
    bench.write(task, 9000, 8);
    bench.read(task, 8, 8);
    drain();
    BfqQueue queue = task.syncQueue();
    assertThat(queue.isScheduled()).isFalse();
    task.exit();
    assertThat(queue.processReferences).isZero();
    assertThat(bench.device.counters.queuesAlive()).as("the group's asynchronous one").isEqualTo(1);
    bench.elevator.exit();
    assertThat(bench.device.counters.queuesAlive()).isZero();
    assertThat(bench.isTimerClosed()).isTrue();
  }

  @Test
  void taskMayExitWithRequestsInFlight() {
    TestTask task = bench.task("t");
    FakeRequest first = bench.read(task, 0, 8);
    bench.read(task, 100_000, 8);
    assertThat(bench.dispatch()).isSameAs(first);
    BfqQueue queue = task.syncQueue();
    bench.takeRuns();
    task.exit();

    assertThat(bench.takeRuns()).as("it was in service").isEqualTo(1);
    assertThat(bench.device.inService).isNull();
    assertThat(queue.hasProcesses()).isFalse();
    FakeRequest second = bench.dispatch();
    assertThat(second.sortKey()).isEqualTo(100_000);
    bench.advance(Bench.MILLI);
    bench.complete(first);
    bench.complete(second);
    assertThat(bench.dispatch()).isNull();
    assertThat(bench.device.busy.total()).isZero();
    assertThat(queue.isIdle()).as("its finish time is remembered").isTrue();
    bench.elevator.exit();
    assertThat(bench.device.counters.queuesAlive()).isZero();
  }

  @Test
  void requeuedRequestIsChargedAgainAtItsNextDispatch() {
    TestTask task = bench.task("t");
    FakeRequest rq = bench.read(task, 0, 8);
    bench.dispatch();
    bench.requeue(rq);
    assertThat(bench.device.inDriver).isZero();
    bench.insert(rq, true);
    assertThat(bench.hasWork()).isTrue();
    assertThat(bench.dispatch()).isSameAs(rq);
    assertThat(bench.device.inDriver).isEqualTo(1);
    assertThat(task.syncQueue().dispatched).isEqualTo(1);
    bench.complete(rq);
    assertThat(bench.device.inDriver).isZero();
    assertThat(task.record().allocated).isZero();
  }

  @Test
  void requestWithoutTaskBypassesAllQueues() {
    TestTask task = bench.task("t");
    bench.read(task, 0, 8);
    FakeRequest direct = bench.insert(null, Operation.READ.code(), 500, 8, false);
    assertThat(bench.dispatch()).isSameAs(direct);
    assertThat(bench.device.inDriver).isZero();
    bench.complete(direct);
    assertThat(bench.device.inDriver).isZero();
  }

  @Test
  void exitIsRefusedWithQueuedRequests() {
    bench.read(bench.task("t"), 0, 8);
    org.assertj.core.api.Assertions.assertThatThrownBy(bench.elevator::exit)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("1 requests queued");
  }

  @Test
  void tasksThatStartTogetherArePlannedForAStableMergeOnADisk() {
    TestTask one = bench.task("one");
    TestTask two = bench.task("two");
    bench.read(one, 0, 8);
    bench.advance(100 * Bench.MILLI);
    bench.read(two, 50_000_000, 8);
    assertThat(two.record().plannedPartner).isSameAs(one.syncQueue());
    two.exit();
    assertThat(two.record().plannedPartner).isNull();
  }
}
