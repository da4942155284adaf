package io.elevator.mqdeadline;

import static io.elevator.mqdeadline.TestQueue.BEST_EFFORT;
import static io.elevator.mqdeadline.TestQueue.READ;
import static io.elevator.mqdeadline.TestQueue.REALTIME;
import static io.elevator.mqdeadline.TestQueue.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.BioFlags;
import io.elevator.api.Operation;
import io.elevator.api.QueueLimits;
import io.elevator.testkit.fake.FakeRequest;
import org.junit.jupiter.api.Test;

class MergingTest {
  private final TestQueue queue = new TestQueue();

  @Test
  void bioIsMergedAtTheBackAndAtTheFront() {
    FakeRequest rq = queue.read(100);

    assertThat(queue.read(108)).isNull();
    assertThat(queue.read(92)).isNull();

    assertThat(rq.sortKey()).isEqualTo(92);
    assertThat(rq.sectors()).isEqualTo(24);
    assertThat(queue.drain()).containsExactly(92L);
  }

  @Test
  void frontMergeChangesTheSweepPositionButNotTheFifoPosition() {
    FakeRequest grown = queue.read(100);
    FakeRequest before = queue.read(96 - 32);
    queue.submit(READ, 90, 8, BEST_EFFORT);
    assertThat(queue.submit(READ, 98 - 8, 10, BEST_EFFORT)).isNull();

    assertThat(grown.sortKey()).isEqualTo(90);
    assertThat(queue.level(1).fifo(Level.READ).first()).isSameAs(grown);
    assertThat(queue.level(1).sorted(Level.READ).first()).isSameAs(before);
    assertThat(queue.level(1).sorted(Level.READ).last()).isSameAs(grown);
  }

  @Test
  void withFrontMergesOffOnlyTheCachedRequestTakesABioAtItsFront() {
    queue.set("front_merges", 0);
    queue.read(100);
    FakeRequest second = queue.read(200);

    // The first insertion put its request into the empty one-hit cache; the second insertion did
    // not replace it.
    assertThat(queue.read(92)).isNull();
    assertThat(queue.read(192)).isNotNull();
    assertThat(second.sectors()).isEqualTo(8);
  }

  @Test
  void biosAreNotMergedAcrossLevelsAndDirections() {
    queue.submit(READ, 100, 8, BEST_EFFORT);

    assertThat(queue.submit(READ, 108, 8, REALTIME)).isNotNull();
    assertThat(queue.submit(WRITE, 108, 8, BEST_EFFORT)).isNotNull();
    // A bio without a priority class is served at the best-effort level, but its priority value
    // differs, so it is not merged with a best-effort request.
    assertThat(queue.submit(READ, 108, 8, 0)).isNotNull();
  }

  @Test
  void bioThatFillsAGapMergesTheNeighboursAndTheEarlierDeadlineRemains() {
    FakeRequest first = queue.read(108);
    queue.advanceMs(5);
    FakeRequest other = queue.read(500);
    queue.advanceMs(5);
    FakeRequest late = queue.read(92);
    long deadline = DeadlineRequest.of(first).deadline;

    assertThat(queue.read(100)).isNull();

    // The request at 92 was merged with the bio and then with its successor. It took over the FIFO
    // position of the successor, which is older.
    assertThat(late.sectors()).isEqualTo(24);
    assertThat(DeadlineRequest.of(late).deadline).isEqualTo(deadline);
    assertThat(queue.level(1).fifo(Level.READ).first()).isSameAs(late);
    assertThat(queue.level(1).fifo(Level.READ).last()).isSameAs(other);
    assertThat(queue.level(1).merged()).isEqualTo(1);
    assertThat(queue.level(1).completed()).isEqualTo(1);
    assertThat(queue.level(1).queued()).isEqualTo(2);
  }

  @Test
  void survivorKeepsItsFifoPositionIfItIsOlder() {
    FakeRequest survivor = queue.read(92);
    long deadline = DeadlineRequest.of(survivor).deadline;
    queue.advanceMs(5);
    queue.read(108);
    queue.read(100);

    assertThat(survivor.sectors()).isEqualTo(24);
    assertThat(DeadlineRequest.of(survivor).deadline).isEqualTo(deadline);
    assertThat(queue.level(1).fifo(Level.READ).size()).isEqualTo(1);
  }

  @Test
  void cursorAtAnAbsorbedRequestMovesToItsSuccessorNotToTheSurvivor() {
    queue.set("fifo_batch", 1);
    queue.read(50);
    FakeRequest cursor = queue.read(108);
    FakeRequest after = queue.read(300);
    assertThat(queue.next()).isEqualTo(50);
    assertThat(queue.level(1).cursor(Level.READ)).isSameAs(cursor);
    FakeRequest survivor = queue.read(92);

    queue.read(100);

    assertThat(survivor.sectors()).isEqualTo(24);
    assertThat(queue.level(1).cursor(Level.READ)).isSameAs(after);
    assertThat(queue.drain()).containsExactly(300L, 92L);
  }

  @Test
  void cursorStaysAtARequestAfterAFrontMerge() {
    queue.read(50);
    FakeRequest cursor = queue.read(108);
    queue.next();

    assertThat(queue.read(100)).isNull();

    assertThat(queue.level(1).cursor(Level.READ)).isSameAs(cursor);
  }

  @Test
  void dispatchedRequestIsNotMergedAnyMore() {
    FakeRequest gone = queue.read(100);
    assertThat(queue.dispatch()).isSameAs(gone);

    assertThat(queue.read(108)).isNotNull();
    assertThat(queue.fake.lastMerge()).isNotSameAs(gone);
    queue.elevator.requeue(gone, queue.now());
    queue.fake.insert(queue.hctx(), true, gone);
    assertThat(queue.read(92)).isNotNull();
    // The request was requeued: it counts as inserted once, but as dispatched each time.
    assertThat(queue.dispatch()).isSameAs(gone);
    assertThat(queue.level(1).inserted()).isEqualTo(3);
    assertThat(queue.level(1).dispatched()).isEqualTo(2);
  }

  @Test
  void requestOfARefusedBioIsMergedAtItsInsertion() {
    queue.fake.limits(QueueLimits.builder().maxSectors(24).build());
    FakeRequest back = queue.submit(READ, 100, 8, BEST_EFFORT);
    // The one-hit cache contains this request, so it is tried first; but it is full and cannot
    // merge.
    FakeRequest full = queue.submit(READ, 116, 16, BEST_EFFORT);
    assertThat(queue.submit(READ, 132, 8, BEST_EFFORT)).isNull();

    assertThat(queue.submit(READ, 108, 8, BEST_EFFORT)).isNull();

    assertThat(full.sectors()).isEqualTo(24);
    assertThat(back.sectors()).isEqualTo(16);
    assertThat(queue.level(1).inserted()).isEqualTo(3);
    assertThat(queue.level(1).merged()).isEqualTo(1);
    assertThat(queue.level(1).completed()).isEqualTo(1);
    // The full request accepts no more bios, and it has left the one-hit cache.
    assertThat(queue.fake.attachment().isMergeable(full)).isFalse();
    assertThat(queue.fake.lastMerge()).isSameAs(back);
  }

  @Test
  void flushTypeBiosAndWriteZeroesAreNotMerged() {
    queue.submit(WRITE, 100, 8, BEST_EFFORT);
    int zeroes = Operation.WRITE_ZEROES.code();
    queue.fake.limits(QueueLimits.builder().maxSectors(256).maxWriteZeroesSectors(256).build());

    assertThat(queue.submit(WRITE | BioFlags.FUA, 108, 8, BEST_EFFORT)).isNotNull();
    assertThat(queue.submit(zeroes, 200, 8, BEST_EFFORT)).isNotNull();
    assertThat(queue.submit(zeroes, 208, 8, BEST_EFFORT)).isNotNull();
    assertThat(queue.fake.hashedRequests()).isEqualTo(1);
    assertThat(queue.drain()).hasSize(4);
  }

  @Test
  void nothingIsMergedIfMergingIsOff() {
    queue.fake.mergingOff(true);
    queue.read(100);

    assertThat(queue.read(108)).isNotNull();
    assertThat(queue.level(1).merged()).isZero();
  }
}
