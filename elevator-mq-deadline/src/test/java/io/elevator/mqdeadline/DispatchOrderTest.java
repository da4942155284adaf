package io.elevator.mqdeadline;

import static io.elevator.mqdeadline.TestQueue.BEST_EFFORT;
import static io.elevator.mqdeadline.TestQueue.IDLE;
import static io.elevator.mqdeadline.TestQueue.READ;
import static io.elevator.mqdeadline.TestQueue.REALTIME;
import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.testkit.fake.FakeRequest;
import java.util.List;
import org.junit.jupiter.api.Test;

class DispatchOrderTest {
  private final TestQueue queue = new TestQueue();

  @Test
  void sweepBeginsAtTheOldestRequestAndFollowsTheSortKeys() {
    for (long sector : List.of(500, 100, 900, 700, 300)) {
      queue.read(sector);
    }

    // The requests at 100 and 300 are before the start of the sweep, and a sweep does not wrap
    // around.
    assertThat(queue.drain()).containsExactly(500L, 700L, 900L, 100L, 300L);
  }

  @Test
  void requestInsertedBeforeTheCursorIsNotDispatchedInTheCurrentSweep() {
    queue.read(100);
    queue.read(300);
    assertThat(queue.next()).isEqualTo(100);
    queue.read(200);
    queue.read(400);

    assertThat(queue.drain()).containsExactly(300L, 400L, 200L);
  }

  @Test
  void batchHasOneDirectionAndAtMostFifoBatchRequests() {
    queue.set("fifo_batch", 3).set("writes_starved", 1);
    for (int i = 0; i < 5; i++) {
      queue.read(1000 + 100L * i);
      queue.write(100L * i);
    }

    assertThat(queue.drain())
        .containsExactly(1000L, 1100L, 1200L, 0L, 100L, 200L, 1300L, 1400L, 300L, 400L);
  }

  @Test
  void fifoBatchOfZeroMakesBatchesOfOneRequest() {
    queue.set("fifo_batch", 0).set("writes_starved", 1);
    for (int i = 0; i < 2; i++) {
      queue.read(1000 + 100L * i);
      queue.write(100L * i);
    }

    assertThat(queue.drain()).containsExactly(1000L, 0L, 1100L, 100L);
  }

  @Test
  void readsArePreferredUntilWritesHaveStarved() {
    queue.set("fifo_batch", 1);
    for (int i = 0; i < 6; i++) {
      queue.read(1000 + 100L * i);
    }
    queue.write(0);
    queue.write(100);

    assertThat(queue.drain()).containsExactly(1000L, 1100L, 0L, 1200L, 1300L, 100L, 1400L, 1500L);
  }

  @Test
  void negativeWritesStarvedIsTreatedAsHuge() {
    queue.set("fifo_batch", 1).set("writes_starved", -1);
    queue.write(0);
    for (int i = 0; i < 100; i++) {
      queue.read(1000 + 100L * i);
    }

    assertThat(queue.drain()).endsWith(0L);
  }

  @Test
  void writesDoNotCountAsStarvedWhileNoReadWaits() {
    queue.set("fifo_batch", 1);
    for (int i = 0; i < 5; i++) {
      queue.read(1000 + 100L * i);
      queue.next();
    }
    queue.write(0);
    queue.read(2000);
    queue.read(3000);

    assertThat(queue.drain()).containsExactly(2000L, 3000L, 0L);
  }

  @Test
  void overdueRequestIsConsideredOnlyWhenABatchBegins() {
    queue.set("fifo_batch", 2);
    queue.read(500);
    queue.read(600);
    queue.read(700);
    assertThat(queue.next()).isEqualTo(500);
    queue.read(100);
    queue.advanceMs(600);

    // The request at 600 still belongs to the batch. After that, 700 is the oldest overdue request,
    // and then 100.
    assertThat(queue.drain()).containsExactly(600L, 700L, 100L);
  }

  @Test
  void requestIsOverdueFromTheTickOfItsDeadline() {
    queue.set("fifo_batch", 1);
    queue.read(900);
    queue.read(100);
    queue.read(200);
    queue.next();
    queue.next();
    // The sweep's cursor is at 200, which is also the oldest request. The requests inserted below
    // make the oldest request differ from the cursor later.
    FakeRequest old = queue.read(300);
    queue.read(50);
    assertThat(old).isNotNull();
    queue.advanceMs(499);
    assertThat(queue.next()).isEqualTo(200);
    queue.read(250);
    queue.read(260);
    assertThat(queue.next()).isEqualTo(300);
    queue.advanceMs(1);

    assertThat(queue.drain()).startsWith(50L);
  }

  @Test
  void cursorSurvivesBatchesOfTheOtherDirection() {
    queue.set("fifo_batch", 2).set("writes_starved", 1);
    for (long sector : List.of(500, 600, 700, 800, 100)) {
      queue.read(sector);
    }
    queue.write(10);
    queue.write(20);

    assertThat(queue.drain()).containsExactly(500L, 600L, 10L, 20L, 700L, 800L, 100L);
  }

  @Test
  void requestsWithEqualSortKeysAreDispatchedInOrderOfArrival() {
    FakeRequest first = queue.submit(READ, 100, 8, BEST_EFFORT);
    FakeRequest second = queue.submit(READ, 100, 16, BEST_EFFORT);
    FakeRequest third = queue.submit(READ, 100, 8, BEST_EFFORT);

    assertThat(queue.dispatch()).isSameAs(first);
    assertThat(queue.dispatch()).isSameAs(second);
    assertThat(queue.dispatch()).isSameAs(third);
  }

  @Test
  void newestRequestAtTheHeadGoesFirstAndDoesNotCountInTheBatch() {
    queue.read(100);
    queue.read(200);
    assertThat(queue.next()).isEqualTo(100);
    queue.readAtHead(900);
    queue.readAtHead(800);

    assertThat(queue.next()).isEqualTo(800);
    assertThat(queue.elevator.sweep.batch()).isEqualTo(1);
    assertThat(queue.drain()).containsExactly(900L, 200L);
  }

  @Test
  void lowerLevelWaitsForRequestsInFlightOfHigherLevels() {
    FakeRequest urgent = queue.submit(READ, 100, 8, REALTIME);
    queue.read(200);
    queue.submit(READ, 300, 8, IDLE);
    assertThat(queue.dispatch()).isSameAs(urgent);

    assertThat(queue.dispatch()).isNull();
    assertThat(queue.elevator.hasWork(queue.hctx())).isTrue();

    queue.complete(urgent);
    assertThat(queue.drain()).containsExactly(200L, 300L);
  }

  @Test
  void agedRequestIsDispatchedBeforeHigherLevels() {
    queue.set("prio_aging_expire", 100);
    queue.read(200);
    queue.submit(READ, 300, 8, IDLE);
    queue.advanceMs(99);
    queue.submit(READ, 100, 8, REALTIME);
    queue.submit(READ, 120, 8, REALTIME);
    assertThat(queue.next()).isEqualTo(100);
    queue.advanceMs(1);
    queue.submit(READ, 140, 8, REALTIME);

    assertThat(queue.next()).isEqualTo(200);
    assertThat(queue.next()).isEqualTo(300);
    assertThat(queue.next()).isEqualTo(120);
  }

  @Test
  void unsuccessfulSearchForAgedRequestsStillBeginsABatch() {
    queue.set("writes_starved", 2);
    queue.read(200);
    queue.write(300);
    FakeRequest urgent = queue.submit(READ, 100, 8, REALTIME);

    assertThat(queue.dispatch()).isSameAs(urgent);
    // The search for aged requests began a batch of reads in level 1 and counted the level's writes
    // as passed over, but it dispatched no request.
    assertThat(queue.elevator.sweep.starved()).isEqualTo(1);
    assertThat(queue.dispatch()).isNull();
    assertThat(queue.elevator.sweep.starved()).isEqualTo(2);
    assertThat(queue.elevator.sweep.direction()).isEqualTo(Level.READ);
    assertThat(queue.dispatch()).isNull();
    // The writes have now starved enough and are dispatched, although no read was dispatched since.
    assertThat(queue.elevator.sweep.starved()).isZero();
    assertThat(queue.elevator.sweep.direction()).isEqualTo(Level.WRITE);
    assertThat(queue.elevator.sweep.batch()).isZero();
  }

  @Test
  void loweredLifetimeMakesQueuedRequestsTooYoungForAging() {
    queue.read(100);
    queue.set("read_expire", 400);

    // The stored deadline is 500 ticks in the future, so with the new lifetime of 400 ticks the
    // request seems to have been inserted 100 ticks in the future.
    assertThat(queue.dispatch()).isNull();
    assertThat(queue.elevator.hasWork(queue.hctx())).isTrue();
    queue.advanceMs(99);
    assertThat(queue.dispatch()).isNull();
    queue.advanceMs(1);
    assertThat(queue.next()).isEqualTo(100);
  }

  @Test
  void tickDoesNotGoBackForAThreadThatReadTheClockEarlier() {
    queue.read(100);
    queue.advanceMs(10);
    queue.read(200);
    long before = queue.now() - 10 * TestQueue.MS;

    // According to this older clock reading, the second request would not have been inserted yet.
    assertThat(queue.elevator.dispatch(queue.hctx(), before)).isNotNull();
    assertThat(queue.elevator.dispatch(queue.hctx(), before)).isNotNull();
  }

  @Test
  void discardsAreWrites() {
    queue.set("fifo_batch", 1);
    queue.submit(io.elevator.api.Operation.DISCARD.code(), 10, 8, BEST_EFFORT);
    queue.read(20);
    queue.read(30);
    queue.read(40);

    assertThat(queue.drain()).containsExactly(20L, 30L, 10L, 40L);
  }
}
