package io.elevator.bfq;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.testkit.fake.FakeRequest;
import org.junit.jupiter.api.Test;

/** Complete traces whose figures were computed by hand from BFQ's rules. */
class WorkedTracesTest {

  private static final long NEVER = (1L << 62) - 2;

  @Test
  void firstRequestOfTheFirstTaskFollowsTheWorkedTrace() {
    Bench bench = Bench.hdd();
    TestTask task = bench.task("t");
    Device device = bench.device;

    FakeRequest first = bench.read(task, 2048, 8);
    BfqQueue queue = task.syncQueue();
    assertThat(queue.creationTick).isEqualTo(100_000);
    assertThat(queue.think.lastEnd()).isEqualTo(bench.startNanos + 1);
    assertThat(queue.think.mean()).isEqualTo(16_000_004);
    assertThat(queue.seeks.bits()).isEqualTo(2);
    assertThat(queue.owner).isSameAs(task.record());
    assertThat(queue.group.lastCreated).isSameAs(queue);
    assertThat(device.bursts.size()).isEqualTo(1);
    assertThat(queue.maxBudget).isEqualTo(10_922);
    assertThat(queue.budget).isEqualTo(1024);
    assertThat(queue.raisingCoefficient).isEqualTo(30);
    assertThat(queue.raising.maxTicks).isEqualTo(10_500);
    assertThat(queue.weight()).isEqualTo(1200);
    assertThat(bench.weightSum()).isEqualTo(1200);
    assertThat(queue.isCounted()).isFalse();
    assertThat(queue.start()).isZero();
    assertThat(queue.finish()).isEqualTo(3_579_139);
    assertThat(device.busy.ofClass(2)).isEqualTo(1);
    assertThat(device.busy.raised).isEqualTo(1);
    assertThat(BfqRequest.of(first).deadline).isEqualTo(bench.startNanos + 125 * Bench.MILLI);
    assertThat(bench.hasWork()).isTrue();

    assertThat(bench.dispatch()).isSameAs(first);
    assertThat(device.budgets.slots()).isEqualTo(32);
    assertThat(queue.budgetTimeoutTick).isEqualTo(103_750);
    assertThat(bench.vtime()).isEqualTo(27_962);
    assertThat(device.peakRate.lastPosition()).isEqualTo(2056);
    assertThat(queue.busy).as("empty, but in service").isTrue();
    assertThat(bench.hasWork()).isFalse();

    bench.at(6);
    bench.complete(first);
    assertThat(bench.idleUntil()).as("raised: 20 ms").isEqualTo(26);
    bench.at(26);
    assertThat(device.inService).isNull();
    assertThat(queue.softRealTimeNextStart).isEqualTo(100_038);
    assertThat(queue.maxBudget).isEqualTo(1024);
    assertThat(queue.budgetTimeoutTick).isEqualTo(100_026);
    assertThat(queue.finish()).isEqualTo(27_962);
    assertThat(queue.isScheduled()).as("forgotten, as V has reached its finish").isFalse();
    assertThat(bench.weightSum()).isZero();
    assertThat(queue.waitsWithoutBlocking).isTrue();
    assertThat(queue.service).isEqualTo(8);

    bench.at(28);
    bench.read(task, 2056, 8);
    assertThat(queue.budget).isEqualTo(1016);
    assertThat(queue.service).isZero();
    assertThat(queue.start()).isEqualTo(27_962);
    assertThat(queue.finish()).isEqualTo(3_579_139);
    assertThat(queue.raisingCoefficient).isEqualTo(30);
  }

  @Test
  void twoPlainQueuesOfDifferentWeightFollowTheWorkedTrace() {
    Bench bench = new Bench(true, 64, 1_000 * Bench.MILLI, 500_000);
    bench.set("low_latency", 0);
    Device device = bench.device;
    TestTask one = bench.task("one", 2, 0);
    TestTask two = bench.task("two", 2, 7);

    FakeRequest r1 = bench.read(one, 1_000_000, 128);
    BfqQueue q1 = one.syncQueue();
    assertThat(q1.finish()).isEqualTo(572_627_353);
    FakeRequest r2 = bench.read(two, 9_000_000, 128);
    BfqQueue q2 = two.syncQueue();
    assertThat(q2.finish()).isEqualTo(4_581_018_828L);
    assertThat(q2.group.lastCreated).as("another level").isSameAs(q2);
    assertThat(bench.dispatch()).isSameAs(r1);
    assertThat(q1.budgetTimeoutTick).isEqualTo(500_125);
    assertThat(bench.vtime()).isEqualTo(5_965_232);
    assertThat(bench.dispatch()).as("idling for q1").isNull();
    assertThat(device.idling.isAsymmetricFor(q1)).isTrue();
    assertThat(device.idling.isAsymmetricFor(q2)).as("the lightest loses nothing").isFalse();

    bench.at(5);
    bench.complete(r1);
    assertThat(bench.idleUntil()).isEqualTo(13);
    assertThat(bench.dispatch()).isNull();
    bench.at(6);
    FakeRequest r3 = bench.read(one, 1_000_128, 128);
    assertThat(bench.idleUntil()).isEqualTo(-1);
    assertThat(bench.dispatch()).isSameAs(r3);
    assertThat(bench.vtime()).isEqualTo(11_930_464);

    bench.at(10);
    bench.complete(r3);
    assertThat(bench.idleUntil()).isEqualTo(18);
    bench.takeRuns();
    bench.at(18);
    assertThat(bench.takeRuns()).isPositive();
    assertThat(q1.maxBudget).isEqualTo(8874);
    assertThat(q1.finish()).isEqualTo(13_421_772);
    assertThat(q1.isIdle()).isTrue();
    assertThat(q1.waitsWithoutBlocking).isTrue();
    assertThat(q1.service).isEqualTo(256);

    assertThat(bench.dispatch()).isSameAs(r2);
    assertThat(bench.vtime()).as("back to where q1 had ended").isEqualTo(13_421_772);
    assertThat(bench.weightSum()).isEqualTo(10);

    bench.at(22);
    FakeRequest r4 = bench.read(one, 1_000_256, 128);
    assertThat(q1.budget).isEqualTo(8874);
    assertThat(q1.start()).isEqualTo(13_421_772);
    assertThat(q1.finish()).isEqualTo(478_674_943);
    assertThat(device.inService).as("preempted").isNull();
    assertThat(q2.finish()).isEqualTo(53_687_091);
    assertThat(q2.isIdle()).isTrue();
    assertThat(bench.weightSum()).isEqualTo(90);

    bench.takeRuns();
    bench.complete(r2);
    assertThat(q2.budgetTimeoutTick).isEqualTo(500_022);
    assertThat(q2.isCounted()).isFalse();
    assertThat(bench.takeRuns()).isEqualTo(1);
    assertThat(bench.dispatch()).isSameAs(r4);
    assertThat(bench.vtime()).isEqualTo(19_387_004);
    assertThat(device.budgets.slots()).isEqualTo(84);
  }

  @Test
  void earlyStableMergeOnAFastDriveFollowsTheWorkedTrace() {
    Bench bench = Bench.ssd();
    TestTask one = bench.task("one");
    TestTask two = bench.task("two");
    FakeRequest first = bench.read(one, 1_000_000, 8);
    BfqQueue shared = one.syncQueue();
    assertThat(shared.raising.maxTicks).isEqualTo(3750);
    assertThat(bench.dispatch()).isSameAs(first);
    bench.at(0.1);
    bench.complete(first);
    bench.at(99);
    assertThat(shared.softRealTimeNextStart).isEqualTo(500_032);

    bench.at(100);
    FakeRequest second = bench.read(two, 9_000_000, 8);

    assertThat(two.syncQueue()).isSameAs(shared);
    assertThat(shared.shared).isTrue();
    assertThat(shared.owner).isNull();
    assertThat(shared.processReferences).isEqualTo(2);
    assertThat(one.record().stablyMerged).isTrue();
    assertThat(two.record().stablyMerged).isTrue();
    assertThat(two.record().saved.raisingCoefficient).isEqualTo(30);
    assertThat(two.record().saved.raising.lastStart).isEqualTo(500_100);
    assertThat(one.record().saved.raising.lastStart).isEqualTo(500_000);
    assertThat(shared.seeks.bits()).isEqualTo(5);
    assertThat(shared.think.mean()).isEqualTo(16_000_002);
    assertThat(shared.intensity.isIoBound()).isFalse();
    assertThat(shared.raisingCoefficient).as("soft real-time").isEqualTo(3000);
    assertThat(shared.raising.startAtSwitch).isEqualTo(500_000);
    assertThat(shared.raising.maxTicks).isEqualTo(300);
    assertThat(shared.raising.lastStart).isEqualTo(500_100);
    assertThat(shared.budget).isEqualTo(1024);
    assertThat(shared.start()).isEqualTo(27_962);
    assertThat(shared.weight()).isEqualTo(120_000);
    assertThat(shared.finish()).isEqualTo(63_753);

    assertThat(bench.dispatch()).isSameAs(second);
    assertThat(shared.budgetTimeoutTick).isEqualTo(500_225);
    assertThat(bench.vtime()).isEqualTo(28_241);
    assertThat(bench.device.counters.queuesAlive()).isEqualTo(1);
  }

  @Test
  void seekyQueueIsChargedForTime() {
    Bench bench = Bench.hdd();
    bench.set("low_latency", 0);
    TestTask task = bench.task("seeky");
    long sector = 0;
    FakeRequest last = null;
    for (int i = 0; i < 60; i++) {
      sector += 100_000;
      last = bench.read(task, sector, 8);
    }
    BfqQueue queue = task.syncQueue();
    assertThat(queue.isSeeky()).isTrue();
    for (int i = 0; i < 60; i++) {
      last = bench.dispatch();
      bench.advance(Bench.MILLI);
      bench.complete(last);
    }
    assertThat(queue.service).isEqualTo(480);
    long start = queue.start();
    bench.advance(100 * Bench.MILLI);

    // The queue was served for 60 of 125 ms, which corresponds to 7864 of 16384 sectors.
    assertThat(bench.device.inService).isNull();
    assertThat(queue.finish() - start).isEqualTo(7864L * (1 << 22) / 40);
    assertThat(bench.figures())
        .containsEntry("slow_slots", 1L)
        .containsEntry("expired.too-idle", 1L);
  }

  @Test
  void newQueueHasTheInitialValuesOfLinux() {
    Bench bench = Bench.hdd();
    TestTask task = bench.task("t", 1, 2);
    bench.write(task, 5000, 8);
    BfqQueue queue = task.asyncQueue();

    assertThat(queue.sync).isFalse();
    assertThat(queue.ioClass()).isEqualTo(1);
    assertThat(queue.originalWeight()).isEqualTo(60);
    assertThat(queue.shortThinkTime).isFalse();
    assertThat(queue.processReferences).as("the group's and the task's").isEqualTo(2);
    assertThat(queue.owner).isNull();
    assertThat(queue.splitTick).isEqualTo(bench.tick() - NEVER);
  }
}
