package io.elevator.bfq;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.testkit.fake.FakeRequest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IdlingAndInjectionTest {

  private Bench bench = Bench.hdd();

  @BeforeEach
  void withoutRaising() {
    bench.set("low_latency", 0);
  }

  private void serveOne(TestTask task, long sector, int sectors) {
    FakeRequest rq = bench.read(task, sector, sectors);
    assertThat(bench.dispatch()).isSameAs(rq);
    bench.advance(Bench.MILLI);
    bench.complete(rq);
  }

  @Test
  void driveIdlesForASequentialReader() {
    TestTask reader = bench.task("reader");
    serveOne(reader, 0, 256);
    TestTask other = bench.task("other");
    FakeRequest far = bench.read(other, 9_000_000, 256);

    assertThat(bench.dispatch()).as("kept idle").isNull();
    assertThat(bench.hasWork()).isTrue();
    bench.advance(Bench.MILLI / 10);
    FakeRequest next = bench.read(reader, 256, 256);
    assertThat(bench.dispatch()).isSameAs(next);
    bench.complete(next);
    bench.takeRuns();
    bench.advance(8 * Bench.MILLI);
    assertThat(bench.takeRuns()).as("the wait is over").isPositive();
    assertThat(bench.dispatch()).isSameAs(far);
    assertThat(bench.figures())
        .containsEntry("idled.throughput", 2L)
        .containsEntry("expired.too-idle", 1L);
  }

  @Test
  void driveNeverIdlesIfSliceIdleIsZero() {
    bench.set("slice_idle", 0);
    TestTask reader = bench.task("reader");
    serveOne(reader, 0, 256);
    assertThat(bench.idleUntil()).isEqualTo(-1);
    assertThat(bench.device.inService).isNull();
    assertThat(bench.figures()).containsEntry("expired.no-more-requests", 1L);
  }

  @Test
  void strictGuaranteesKeepOneRequestInFlight() {
    bench = Bench.ssd();
    bench.set("low_latency", 0);
    bench.set("slice_idle_us", 100);
    bench.set("strict_guarantees", 1);
    assertThat(bench.elevator.show("slice_idle_us")).as("there is idling now").isEqualTo("8000");
    TestTask a = bench.task("a", 2, 1);
    TestTask b = bench.task("b", 2, 2);
    FakeRequest first = bench.read(a, 0, 8);
    bench.read(b, 9_000_000, 8);

    assertThat(bench.dispatch()).isSameAs(first);
    assertThat(bench.dispatch()).isNull();
    bench.advance(Bench.MILLI);
    bench.complete(first);
    assertThat(bench.dispatch()).as("waits for a").isNull();
    assertThat(bench.figures()).containsEntry("idled.strict-guarantees", 1L);
  }

  @Test
  void singleSmallRequestDoesNotEndIdling() {
    TestTask reader = bench.task("reader");
    serveOne(reader, 0, 256);
    assertThat(bench.device.inService.waitsForRequest).isTrue();

    bench.advance(Bench.MILLI / 10);
    FakeRequest small = bench.read(reader, 256, 16);
    assertThat(reader.syncQueue().waitsForRequest).as("more may be merged into it").isTrue();
    assertThat(bench.dispatch()).as("but a dispatch takes it").isSameAs(small);
    assertThat(reader.syncQueue().waitsForRequest).isFalse();
  }

  @Test
  void idlingForASeekyQueueLastsTwoMilliseconds() {
    TestTask seeky = bench.task("seeky");
    long sector = 1_000_000;
    for (int i = 0; i < 25; i++) {
      sector += 1_000_000;
      serveOne(seeky, sector, 8);
    }
    assertThat(seeky.syncQueue().isSeeky()).isTrue();
    assertThat(bench.idleUntil())
        .isEqualTo((double) (bench.now() - bench.startNanos) / Bench.MILLI + 2);
  }

  @Test
  void queueOfEqualWeightThatReturnsInTimePreemptsAndContinuesItsBudget() {
    TestTask reader = bench.task("reader");
    TestTask other = bench.task("other");
    serveOne(reader, 0, 256);
    bench.read(other, 9_000_000, 256);
    bench.read(other, 9_100_000, 256);
    bench.advance(8 * Bench.MILLI);
    FakeRequest far = bench.dispatch();
    assertThat(bench.device.inService).isSameAs(other.syncQueue());

    FakeRequest back = bench.read(reader, 256, 256);
    assertThat(bench.device.inService).as("expired").isNull();
    assertThat(bench.dispatch()).isSameAs(back);
    assertThat(bench.figures()).containsEntry("expired.preempted", 1L);
    bench.complete(far);
  }

  @Test
  void writesOfTheSameTaskAreInjectedWhileTheDriveIdlesForIt() {
    TestTask task = bench.task("task");
    FakeRequest read = bench.read(task, 0, 256);
    assertThat(bench.dispatch()).isSameAs(read);
    FakeRequest write = bench.write(task, 5_000_000, 8);
    bench.complete(read);
    bench.takeRuns();

    assertThat(bench.device.inService).isSameAs(task.syncQueue());
    assertThat(bench.dispatch()).isSameAs(write);
    assertThat(bench.device.inService).isSameAs(task.syncQueue());
    assertThat(bench.figures()).containsEntry("injected.own-async", 1L);
  }

  @Test
  void requestsOfOthersAreInjectedDuringALongThinkTime() {
    // Two different weights make the scenario asymmetric, so BFQ idles for the thinking task even
    // though its think time is long.
    TestTask thinker = bench.task("thinker", 2, 0);
    TestTask other = bench.task("other", 2, 7);
    for (int i = 0; i < 4; i++) {
      FakeRequest rq = bench.read(thinker, i * 256L, 256);
      assertThat(bench.dispatch()).isSameAs(rq);
      bench.advance(Bench.MILLI);
      bench.complete(rq);
      bench.advance(20 * Bench.MILLI);
    }
    bench.read(other, 9_000_000, 8);
    bench.read(other, 9_100_000, 8);
    FakeRequest thinking = bench.read(thinker, 2048, 256);
    assertThat(thinker.syncQueue().shortThinkTime).isFalse();
    assertThat(thinker.syncQueue().inject.limit()).isPositive();
    FakeRequest served = bench.dispatch();
    assertThat(served).isSameAs(thinking);
    bench.advance(Bench.MILLI);
    bench.complete(served);
    assertThat(thinker.syncQueue().waitsForRequest).isTrue();

    assertThat(bench.dispatch()).as("somebody else's, within the limit").isNotNull();
    assertThat(bench.device.inService).isSameAs(thinker.syncQueue());
    assertThat(bench.figures()).containsEntry("injected.anybody", 1L);
  }

  @Test
  void wakerIsDetectedAndInjectedForItsWokenQueue() {
    TestTask server = bench.task("server", 2, 0);
    TestTask client = bench.task("client", 2, 1);
    for (int i = 0; i < 8; i++) {
      FakeRequest rq = bench.read(client, i * 256L, 256);
      while (bench.dispatch() == null) {
        bench.advance(Bench.MILLI);
      }
      bench.advance(Bench.MILLI);
      bench.complete(rq);
      bench.advance(30 * Bench.MILLI);
      FakeRequest work = bench.read(server, 9_000_000 + i * 256L, 256);
      while (bench.dispatch() == null) {
        bench.advance(Bench.MILLI);
      }
      bench.advance(Bench.MILLI);
      bench.complete(work);
      // The client's next request follows at once, as if the completion of the server's request had
      // woken the client.
    }
    assertThat(client.syncQueue().waker).isSameAs(server.syncQueue());
    assertThat(server.syncQueue().firstWoken).isSameAs(client.syncQueue());
    assertThat((Long) bench.figures().get("queues.wakers_found")).isPositive();
  }

  @Test
  void idleClassTaskIsServedWhenNoOtherQueueIsBusy() {
    TestTask idle = bench.task("idle", 3, 0);
    TestTask best = bench.task("best");
    bench.read(idle, 0, 8);
    bench.read(best, 9_000_000, 8);
    bench.read(best, 9_000_008, 8);
    bench.read(idle, 8, 8);

    FakeRequest first = bench.dispatch();
    FakeRequest second = bench.dispatch();
    assertThat(first.task()).isSameAs(best);
    assertThat(second.task()).isSameAs(best);
    bench.advance(Bench.MILLI);
    bench.complete(first);
    bench.complete(second);
    assertThat(bench.dispatch()).as("waiting for more of the higher class").isNull();
    bench.advance(9 * Bench.MILLI);
    assertThat(bench.dispatch().task()).isSameAs(idle);
    assertThat(bench.device.inService).isSameAs(idle.syncQueue());
  }

  @Test
  void expiredTimerOfAnEarlierIdlingIsIgnored() {
    TestTask reader = bench.task("reader");
    serveOne(reader, 0, 256);
    BfqQueue queue = reader.syncQueue();
    long before = bench.now();
    bench.advance(Bench.MILLI);
    bench.device.completion.idleTimerFired();
    assertThat(bench.device.inService).as("its time has not come").isSameAs(queue);
    assertThat(bench.now()).isGreaterThan(before);
    bench.read(reader, 256, 256);
    bench.device.completion.idleTimerFired();
    assertThat(bench.device.inService).isSameAs(queue);
  }
}
