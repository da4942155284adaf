package io.elevator.bfq;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.bfq.measure.SlotEnd;
import io.elevator.testkit.fake.FakeRequest;
import org.junit.jupiter.api.Test;

class WeightRaisingTest {

  private final Bench bench = Bench.hdd();

  /** Inserts, dispatches and completes a read. */
  private void readOnce(TestTask task, long sector, int sectors) {
    bench.read(task, sector, sectors);
    FakeRequest rq = bench.dispatch();
    bench.advance(Bench.MILLI);
    bench.complete(rq);
  }

  @Test
  void startingTaskIsRaisedForADurationThatDependsOnThePeakRate() {
    TestTask task = bench.task("t");
    readOnce(task, 0, 8);
    BfqQueue queue = task.syncQueue();
    assertThat(queue.raisingCoefficient).isEqualTo(30);

    bench.at(10_500);
    readOnce(task, 8, 8);
    assertThat(queue.raisingCoefficient).isNotEqualTo(1);
    bench.advance(10_501 * Bench.MILLI);
    bench.device.enter(bench.now());
    bench.device.raising.onDispatch(queue);

    assertThat(queue.raisingCoefficient).isEqualTo(1);
    assertThat(bench.figures()).containsEntry("unraised.time", 1L);
  }

  @Test
  void raisingEndsWhenATaskHasReadMoreThanAStartUpDoes() {
    TestTask task = bench.task("t");
    for (int i = 0; i < 118; i++) {
      readOnce(task, i * 1024L, 1024);
    }
    assertThat(task.syncQueue().isRaised()).as("120000 sectors have to be passed").isFalse();
    assertThat(bench.figures()).containsEntry("unraised.service", 1L);
    assertThat(bench.device.busy.raised).isZero();
  }

  @Test
  void onlyQueuesOfTheDefaultWeightAreRaised() {
    TestTask urgent = bench.task("urgent", 2, 0);
    bench.read(urgent, 0, 8);
    assertThat(urgent.syncQueue().isRaised()).isFalse();
    TestTask realTime = bench.task("rt", 1, 4);
    bench.read(realTime, 100_000, 8);
    assertThat(realTime.syncQueue().isRaised()).as("level 4 in any class").isTrue();
  }

  @Test
  void asynchronousQueuesAreRaisedOnlyAfterStarvation() {
    TestTask writer = bench.task("w");
    bench.write(writer, 0, 8);
    BfqQueue queue = writer.asyncQueue();
    assertThat(queue.isRaised()).isFalse();
    bench.advance(500 * Bench.MILLI);
    bench.write(writer, 8, 8);
    assertThat(queue.isRaised()).as("at 500 ms").isFalse();
    bench.advance(501 * Bench.MILLI);
    bench.write(writer, 16, 8);

    assertThat(queue.raisingCoefficient).isEqualTo(30);
    assertThat(bench.device.busy.raised).isEqualTo(1);
    assertThat(bench.figures()).containsEntry("raised.async-starved", 1L);
  }

  @Test
  void periodicReaderOfModerateRateIsSoftRealTime() {
    TestTask player = bench.task("player");
    readOnce(player, 0, 64);
    BfqQueue queue = player.syncQueue();
    bench.advance(100 * Bench.MILLI);
    readOnce(player, 64, 64);

    assertThat(queue.raisingCoefficient).isEqualTo(3000);
    assertThat(queue.raising.isSoftRealTime()).isTrue();
    assertThat(bench.figures()).containsEntry("raised.soft-real-time", 1L);
    for (int i = 0; i < 50; i++) {
      bench.advance(100 * Bench.MILLI);
      readOnce(player, (i + 2) * 64L, 64);
      assertThat(queue.raisingCoefficient).isEqualTo(3000);
    }
  }

  @Test
  void softRealTimeNextStartFollowsTheRateUsed() {
    TestTask task = bench.task("t");
    bench.read(task, 0, 700);
    FakeRequest rq = bench.dispatch();
    BfqQueue queue = task.syncQueue();
    bench.advance(5 * Bench.MILLI);
    bench.complete(rq);

    // 700 sectors at 7000 sectors per second take 100 ms.
    assertThat(bench.device.raising.softRealTimeNextStart(queue)).isEqualTo(100_100);
  }

  @Test
  void noQueueIsRaisedIfLowLatencyIsOff() {
    bench.set("low_latency", 0);
    TestTask task = bench.task("t");
    readOnce(task, 0, 8);
    assertThat(task.syncQueue().isRaised()).isFalse();
    assertThat(task.syncQueue().weight()).isEqualTo(40);
  }

  @Test
  void switchingLowLatencyOffEndsRaisingAndMiscountsAsLinuxDoes() {
    TestTask served = bench.task("served");
    bench.read(served, 0, 8);
    bench.read(served, 8, 8);
    TestTask waiting = bench.task("waiting");
    bench.read(waiting, 900_000, 8);
    bench.write(waiting, 500_000, 8);
    bench.dispatch();
    assertThat(bench.device.inService).isSameAs(served.syncQueue());
    assertThat(bench.device.busy.raised).isEqualTo(2);

    bench.set("low_latency", 0);

    assertThat(waiting.syncQueue().isRaised()).isFalse();
    assertThat(served.syncQueue().isRaised()).as("in service: in no list").isTrue();
    // BFQ visits three queues, and as in Linux 6.1 each visit decreases the count: a raised queue
    // in the list, an asynchronous queue in the list, and the same asynchronous queue again as a
    // queue of its group.
    assertThat(bench.device.busy.raised).isEqualTo(-1);
  }

  @Test
  void queuesInALargeBurstAreNotRaised() {
    TestTask[] tasks = new TestTask[10];
    for (int i = 0; i < tasks.length; i++) {
      tasks[i] = bench.task("t" + i, 2, 4);
      bench.read(tasks[i], i * 1_000_000L, 8);
      bench.advance(5 * Bench.MILLI);
    }

    for (int i = 0; i < 7; i++) {
      assertThat(tasks[i].syncQueue().isRaised()).as("task %d was raised before", i).isTrue();
      assertThat(tasks[i].syncQueue().inLargeBurst).isTrue();
    }
    assertThat(tasks[7].syncQueue().isRaised()).as("the eighth makes the burst").isFalse();
    assertThat(tasks[9].syncQueue().isRaised()).isFalse();
    assertThat(bench.figures()).containsEntry("queues.large_bursts", 1L);
    assertThat(bench.dispatch()).isNotNull();
    assertThat(bench.figures()).containsEntry("unraised.large-burst", 1L);
  }

  @Test
  void slowArrivalsAreNotABurst() {
    for (int i = 0; i < 10; i++) {
      TestTask task = bench.task("t" + i);
      bench.read(task, i * 1_000_000L, 8);
      bench.advance(181 * Bench.MILLI);
      assertThat(task.syncQueue().isRaised()).isTrue();
      assertThat(task.syncQueue().inLargeBurst).isFalse();
    }
  }

  @Test
  void queueLeavesItsBurstAfterALongIdleTime() {
    TestTask[] tasks = new TestTask[8];
    for (int i = 0; i < tasks.length; i++) {
      tasks[i] = bench.task("t" + i);
      bench.read(tasks[i], i * 1_000_000L, 8);
    }
    BfqQueue last = tasks[7].syncQueue();
    assertThat(last.inLargeBurst).isTrue();
    for (int i = 0; i < 8; ) {
      FakeRequest rq = bench.dispatch();
      bench.advance(21 * Bench.MILLI);
      if (rq != null) {
        bench.complete(rq);
        i++;
      }
    }
    bench.advance(10_100 * Bench.MILLI);
    bench.read(tasks[7], 8, 8);

    assertThat(last.inLargeBurst).isFalse();
  }

  @Test
  void raisedQueueIsNotChargedForTimeAtExpiration() {
    TestTask task = bench.task("t");
    readOnce(task, 0, 8);
    BfqQueue queue = task.syncQueue();
    int before = queue.service;
    bench.device.expiration.expire(queue, false, SlotEnd.BUDGET_TIMEOUT);
    assertThat(queue.serviceSinceBacklogged).isEqualTo(before);
  }
}
