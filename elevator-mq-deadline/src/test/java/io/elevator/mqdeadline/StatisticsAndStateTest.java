package io.elevator.mqdeadline;

import static io.elevator.mqdeadline.TestQueue.BEST_EFFORT;
import static io.elevator.mqdeadline.TestQueue.IDLE;
import static io.elevator.mqdeadline.TestQueue.READ;
import static io.elevator.mqdeadline.TestQueue.REALTIME;
import static io.elevator.mqdeadline.TestQueue.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.elevator.api.LatencySummary;
import io.elevator.testkit.fake.FakeRequest;
import io.elevator.testkit.fake.RecordedState;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StatisticsAndStateTest {
  private final TestQueue queue = new TestQueue();

  private DeadlineIcq icq() {
    return (DeadlineIcq) queue.task.icq();
  }

  @Test
  void taskStatisticsCountWaitsBatchesAndExpiredRequests() {
    queue.set("fifo_batch", 2);
    queue.read(100);
    queue.read(200);
    queue.read(300);
    queue.advanceMs(7);
    queue.next();
    queue.advanceMs(493);
    queue.next();
    queue.next();

    assertThat(icq().batches()).isEqualTo(2);
    assertThat(icq().expired()).isEqualTo(2);
    assertThat(icq().waiting().total()).isEqualTo(3);
    assertThat(icq().waiting().summary().min()).isEqualTo(7 * TestQueue.MS);
    assertThat(icq().waiting().summary().max()).isEqualTo(500 * TestQueue.MS);
  }

  @Test
  void requestInsertedAtTheHeadCountsNeitherAsExpiredNorAsBatch() {
    queue.readAtHead(100);
    queue.advanceMs(1000);
    queue.next();

    assertThat(icq().expired()).isZero();
    assertThat(icq().batches()).isZero();
    assertThat(icq().waiting().total()).isEqualTo(1);
  }

  @Test
  void taskStatisticsAreDescribedAndEmptyAtFirst() {
    FakeRequest rq = queue.read(100);
    assertThat(RecordedState.of(rq.icq()::describe)).containsOnlyKeys("expired", "batches");

    queue.next();

    Map<String, Object> account = RecordedState.of(icq()::describe);
    assertThat(account).containsEntry("expired", 0L).containsEntry("batches", 1L);
    assertThat(account.get("waiting"))
        .isInstanceOfSatisfying(
            LatencySummary.class, waiting -> assertThat(waiting.count()).isEqualTo(1));
  }

  @Test
  void requestsWithoutIcqAreDispatched() {
    queue.fake.withIcqs(false);
    queue.read(100);

    assertThat(queue.next()).isEqualTo(100);
  }

  @Test
  void decisionNamesTheReasonWhyABatchBegan() {
    queue.fake.listening(true);
    queue.set("fifo_batch", 1);
    queue.read(100);
    queue.read(200);
    queue.read(50);
    queue.next();
    queue.next();
    queue.advanceMs(500);
    queue.read(300);
    queue.next();
    queue.readAtHead(400);
    queue.next();

    assertThat(queue.decisions())
        .containsExactly(
            "read batch: sweep begins at the oldest at 100",
            "read batch: sweep resumed at 200",
            "read batch: sweep begins at the oldest at 50");
  }

  @Test
  void decisionsReportStarvedWritesAndAgedRequests() {
    queue.fake.listening(true);
    queue.set("writes_starved", 1);
    queue.set("fifo_batch", 1);
    queue.read(100);
    queue.read(200);
    queue.write(50);
    queue.next();
    queue.advanceMs(2);
    queue.next();
    assertThat(queue.decisions())
        .containsExactly(
            "read batch: sweep begins at the oldest at 100",
            "writes forced: passed over often enough at 2000000",
            "write batch: sweep begins at the oldest at 50");
    queue.next();
    queue.fake.clearDecisions();
    queue.submit(READ, 30, 8, IDLE);
    queue.advanceMs(10_001);
    queue.read(300);
    queue.next();
    assertThat(queue.decisions())
        .containsExactly(
            "aged: waited too long at 10001000000", "read batch: sweep begins at the oldest at 30");
  }

  @Test
  void everyReportedDecisionHasADescription() {
    assertThat(new MqDeadlineType().decisions())
        .allSatisfy(each -> assertThat(each.meaning()).endsWith("."))
        .extracting(each -> each.decision() + ": " + each.reason())
        .doesNotHaveDuplicates()
        .contains(
            "read batch: sweep resumed",
            "read batch: sweep begins at the oldest",
            "write batch: deadline passed",
            "writes forced: passed over often enough",
            "aged: waited too long");
  }

  @Test
  void stateHasTheNamesOfLinuxsDebugDirectory() {
    queue.set("fifo_batch", 4);
    queue.read(100);
    queue.read(200);
    queue.read(300);
    queue.write(10);
    queue.submit(WRITE, 20, 8, IDLE);
    queue.submit(READ, 30, 8, REALTIME);
    queue.readAtHead(700);
    FakeRequest urgent = queue.dispatch();
    queue.complete(urgent);
    queue.dispatch();
    queue.dispatch();

    Map<String, Object> state = RecordedState.of(queue.elevator::describe);
    assertThat(state)
        .containsEntry("read1_fifo_list", "READ 200+8, READ 300+8")
        .containsEntry("read1_next_rq", "READ 200+8")
        .containsEntry("write1_fifo_list", "WRITE 10+8")
        .containsEntry("write1_next_rq", "")
        .containsEntry("write2_fifo_list", "WRITE 20+8")
        .containsEntry("dispatch1", "")
        .containsEntry("direction", "read")
        .containsEntry("batching", 1L)
        .containsEntry("starved", 1L)
        .containsEntry("async_depth", 64L)
        .containsEntry("queued.realtime", 0L)
        .containsEntry("queued.best_effort", 5L)
        .containsEntry("queued.idle", 1L)
        .containsEntry("owned_by_driver.best_effort", 2L)
        .containsEntry("best_effort.inserted", 5L)
        .containsEntry("best_effort.dispatched", 2L)
        .containsEntry("realtime.completed", 1L);
  }

  @Test
  void longListOfRequestsIsTruncatedInTheState() {
    for (int i = 0; i < 40; i++) {
      queue.read(100L * i);
    }

    assertThat((String) RecordedState.of(queue.elevator::describe).get("read1_fifo_list"))
        .startsWith("READ 0+8, READ 100+8")
        .endsWith("READ 3100+8, and 8 more");
  }

  @Test
  void exitSucceedsWithoutRequests() {
    queue.read(100);
    queue.drain();

    queue.elevator.exit();
  }

  @Test
  void exitIsRefusedWithRequestsWaitingOrInFlight() {
    FakeRequest first = queue.read(100);
    queue.read(200);
    queue.dispatch();

    assertThatIllegalStateException()
        .isThrownBy(queue.elevator::exit)
        .withMessage(
            "mq-deadline of fake ends with requests at level 1: 1 waiting, 1 at the drive");
    queue.complete(first);
    queue.drain();
    queue.elevator.exit();
  }

  @Test
  void finishOfARequestThatWasNeverInsertedChangesNoCounter() {
    FakeRequest unused = queue.fake.request(queue.bio(READ, 0, 8, BEST_EFFORT), queue.hctx());

    queue.complete(unused);

    assertThat(queue.level(1).completed()).isZero();
    assertThat(queue.level(1).queued()).isZero();
  }
}
