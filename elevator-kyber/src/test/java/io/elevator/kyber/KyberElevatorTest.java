package io.elevator.kyber;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elevator.api.AttributeException;
import io.elevator.api.BioFlags;
import io.elevator.api.Operation;
import io.elevator.spi.SubmittedBio;
import io.elevator.testkit.fake.FakeClock;
import io.elevator.testkit.fake.FakeHardwareQueue;
import io.elevator.testkit.fake.FakeRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class KyberElevatorTest {
  private static final long MS = 1_000_000;

  private final KyberWorld world = new KyberWorld(1, 4);
  private final KyberElevator elevator = world.elevator;

  private SubmittedBio bio(int stripe, int opAndFlags, long sector) {
    return world.bio(stripe, opAndFlags, sector, 8);
  }

  private boolean merge(SubmittedBio bio) {
    return world.merge(bio);
  }

  // Tests of the depth limit of asynchronous requests.

  @ParameterizedTest
  @CsvSource({"6, 48", "5, 24", "4, 12", "3, 6", "2, 3", "1, 1", "0, 0"})
  void asynchronousRequestsAreLimitedToThreeQuartersOfAWord(int shift, int depth) {
    FakeHardwareQueue hctx = world.hctx(0);
    hctx.tagWordShift(shift);
    hctx.clearAnnouncedDepths();
    elevator.depthUpdated(hctx);

    assertThat(elevator.limitDepth(bio(0, Operation.WRITE.code(), 0))).isEqualTo(depth);
    assertThat(elevator.limitDepth(bio(0, Operation.DISCARD.code(), 0))).isEqualTo(depth);
    assertThat(world.state("async_depth")).isEqualTo(Integer.toString(depth));
    assertThat(hctx.announcedDepths()).isEqualTo(depth == 0 ? List.of() : List.of(depth));
  }

  @Test
  void synchronousRequestsAreNotLimited() {
    int write = Operation.WRITE.code();
    assertThat(elevator.limitDepth(bio(0, Operation.READ.code(), 0))).isZero();
    assertThat(elevator.limitDepth(bio(0, write | BioFlags.SYNC, 0))).isZero();
    assertThat(elevator.limitDepth(bio(0, write | BioFlags.FUA, 0))).isZero();
    assertThat(elevator.limitDepth(bio(0, write | BioFlags.BACKGROUND, 0))).isEqualTo(12);
  }

  @Test
  void shallowDepthIsAnnouncedAtAttach() {
    assertThat(world.hctx(0).announcedDepths()).containsExactly(12);
  }

  // Merging.

  @Test
  void mergeExaminesEightRequestsOfTheBiosStripeAndDomain() {
    List<FakeRequest> reads = world.insert(Operation.READ, 2, 9);
    world.insert(Operation.READ, 1, 1);
    world.insert(Operation.WRITE, 2, 1);

    assertThat(merge(bio(2, Operation.READ.code(), reads.get(1).endSortKey()))).isTrue();
    assertThat(reads.get(1).sectors()).isEqualTo(16);
    assertThat(merge(bio(2, Operation.READ.code(), reads.get(0).endSortKey())))
        .as("the ninth from the end")
        .isFalse();
    assertThat(merge(bio(1, Operation.READ.code(), reads.get(1).endSortKey()))).isFalse();
    assertThat(world.mergeAttempts()).isEqualTo(3);
  }

  @Test
  void mergeTakesNoLockOfAnEmptyStripe() {
    assertThat(merge(bio(0, Operation.READ.code(), 0))).isFalse();
    FakeRequest rq = world.insert(Operation.READ, 0);
    world.dispatch();
    assertThat(merge(bio(0, Operation.READ.code(), rq.endSortKey()))).isFalse();
    assertThat(world.mergeAttempts()).isZero();
  }

  @Test
  void bioIsNotMergedIntoAReadyRequest() {
    world.insert(Operation.READ, 0);
    FakeRequest second = world.insert(Operation.READ, 0);
    world.dispatch();

    assertThat(merge(bio(0, Operation.READ.code(), second.endSortKey()))).isFalse();
  }

  @Test
  void mergeSearchesTheHardwareQueueThatTheStripeUsedLast() {
    KyberWorld two = new KyberWorld(2, 2);
    FakeRequest other = two.request(Operation.READ, 0);
    two.insert(0, false, other);
    FakeRequest rq = two.request(Operation.READ, 1);
    two.insert(1, false, rq);

    assertThat(two.merge(two.bio(1, Operation.READ.code(), rq.endSortKey(), 8))).isTrue();
    assertThat(two.merge(two.bio(1, Operation.READ.code(), other.endSortKey(), 8))).isFalse();
  }

  @Test
  void stripeOfATaskIsReducedModuloTheQueuesStripes() {
    FakeRequest rq = world.insert(Operation.READ, 1);

    assertThat(merge(bio(5, Operation.READ.code(), rq.endSortKey()))).isTrue();
  }

  // Tokens.

  @Test
  void finishReleasesTheTokenAndKeepsItsNumber() {
    world.insert(Operation.READ, 0);
    FakeRequest rq = world.dispatch();
    assertThat(world.state("read_tokens.busy")).isEqualTo("1");
    world.complete(rq);

    assertThat(world.state("read_tokens.busy")).isEqualTo("0");
    assertThat(KyberWorld.token(rq)).isZero();
    elevator.prepare(rq, world.now());
    assertThat(KyberWorld.token(rq)).isEqualTo(KyberRequest.NO_TOKEN);
  }

  @Test
  void finishOfARequestThatWasNeverDispatchedReleasesNoToken() {
    FakeRequest rq = world.request(Operation.READ, 0);
    elevator.finish(rq, world.now());

    assertThat(world.state("read_tokens.released")).isEqualTo("0");
  }

  @Test
  void requestRestartedWithoutDispatchReleasesItsTokenTwice() {
    world.insert(Operation.WRITE_ZEROES, 0, 17);
    List<FakeRequest> out = world.dispatchAll();
    FakeRequest first = out.get(0);
    elevator.requeue(first, world.now());
    FakeRequest heir = world.dispatch();
    assertThat(KyberWorld.token(heir)).isEqualTo(KyberWorld.token(first));

    world.complete(first);

    // Finishing the first request has freed the token of the second request, which still uses it.
    FakeRequest third = world.insert(Operation.WRITE_ZEROES, 0);
    assertThat(world.dispatch()).isSameAs(third);
    assertThat(KyberWorld.token(third)).isEqualTo(KyberWorld.token(heir));
  }

  @Test
  void requestInsertedAgainGetsANewTokenAndReleasesOnlyThatToken() {
    FakeRequest rq = world.insert(Operation.READ, 0);
    world.dispatch();
    elevator.requeue(rq, world.now());
    world.insert(0, true, rq);
    // Requeueing cleared the mark of a started request, so a bio can be merged into the request
    // again.
    assertThat(rq.isStarted()).isFalse();
    assertThat(merge(bio(0, Operation.READ.code(), rq.endSortKey()))).isTrue();

    assertThat(world.dispatch()).isSameAs(rq);
    assertThat(KyberWorld.token(rq)).isEqualTo(1);
    world.complete(rq);
    assertThat(world.state("read_tokens.busy")).isEqualTo("0");
    assertThat(world.state("read_tokens.released")).isEqualTo("2");
  }

  @Test
  void runIsRequestedAfterABatchOfReleasedTokens() {
    world.insert(Operation.WRITE_ZEROES, 0, 20);
    List<FakeRequest> out = world.dispatchAll();
    world.complete(out.get(0));
    assertThat(world.hctx(0).takeRuns()).isZero();
    world.complete(out.get(1));

    assertThat(world.hctx(0).takeRuns()).isEqualTo(1);
    assertThat(world.dispatchAll()).hasSize(2);
  }

  // Tests of the timer and of the latency samples that it evaluates.

  private void readThatTakes(long nanos) {
    readThatTakes(world, nanos);
  }

  private static void readThatTakes(KyberWorld world, long nanos) {
    world.insert(Operation.READ, 0);
    FakeRequest rq = world.dispatch();
    world.advance(nanos);
    world.complete(rq);
  }

  @Test
  void timerIsArmedForTheHundredthTickAndNotMoved() {
    world.advance(300_000);
    readThatTakes(MS);
    assertThat(world.timer.expiryNanos()).isEqualTo(1_000_000_000L + 101 * MS);
    readThatTakes(5 * MS);
    assertThat(world.timer.armings()).isEqualTo(1);

    world.advance(100 * MS);
    assertThat(world.timer.isArmed()).isFalse();
    readThatTakes(MS);
    assertThat(world.timer.armings()).isEqualTo(2);
  }

  @Test
  void completionOfOtherOperationsDoesNotArmTheTimer() {
    world.insert(Operation.WRITE_ZEROES, 0);
    world.complete(world.dispatch());

    assertThat(world.timer.isArmed()).isFalse();
  }

  @Test
  void timerIsArmedAcrossAWrapOfTheTickCounter() {
    KyberWorld wrapping = new KyberWorld(1, 4, new FakeClock(FakeClock.START_NANOS, -50));
    readThatTakes(wrapping, MS);

    assertThat(wrapping.timer.expiryNanos()).isEqualTo(1_000_000_000L + 101 * MS);
  }

  @Test
  void slowReadsThrottleWritesThatMeetTheirTargetAndReportTheReason() {
    world.queue.listening(true);
    for (int i = 0; i < 500; i++) {
      FakeRequest read = world.insert(Operation.READ, 0);
      FakeRequest write = world.insert(Operation.WRITE, 0);
      assertThat(world.dispatchAll()).containsExactlyInAnyOrder(read, write);
      read.startNanos(world.now() - 3 * MS);
      read.issuedNanos(world.now() - 3 * MS);
      write.startNanos(world.now() - MS);
      world.complete(read);
      world.complete(write);
    }
    assertThat(world.decisions()).isEmpty();
    world.advance(100 * MS);

    // The depth of reads would double but is already at its maximum. The latencies of writes are in
    // bucket 0, so the depth of writes falls to a quarter.
    assertThat(world.state("read_tokens.depth")).isEqualTo("256");
    assertThat(world.state("write_tokens.depth")).isEqualTo("32");
    assertThat(world.decisions()).containsExactly("write_depth 32 device congested");
  }

  @Test
  void waitForTokensIsReportedOncePerWait() {
    world.queue.listening(true);
    world.insert(Operation.DISCARD, 0);
    FakeRequest first = world.dispatch();
    List<FakeRequest> out = new ArrayList<>();
    for (int i = 1; i < Domain.DISCARD.maxDepth + 2; i++) {
      world.insert(Operation.DISCARD, 0);
    }
    for (FakeRequest rq = world.dispatch(); rq != null; rq = world.dispatch()) {
      out.add(rq);
    }
    assertThat(out).hasSize(Domain.DISCARD.maxDepth - 1);
    assertThat(world.dispatch()).isNull();
    assertThat(world.decisions()).containsExactly("discard_hold 64 all tokens are out");
    world.complete(first);
    assertThat(world.dispatch()).isNotNull();
    assertThat(world.dispatch()).isNull();
    assertThat(world.decisions())
        .containsExactly(
            "discard_hold 64 all tokens are out", "discard_hold 64 all tokens are out");
  }

  @Test
  void everyReportedDecisionHasADescription() {
    assertThat(new KyberType().decisions())
        .allSatisfy(each -> assertThat(each.meaning()).endsWith("."))
        .extracting(each -> each.decision() + " " + each.reason())
        .doesNotHaveDuplicates()
        .contains("write_depth device congested", "discard_hold all tokens are out");
  }

  @Test
  void changedTargetAppliesFromTheNextCompletion() {
    readThatTakes(3 * MS);
    elevator.store("read_lat_nsec", "12000000\n", world.now());
    readThatTakes(3 * MS);
    world.advance(100 * MS);

    assertThat(world.state("control.read_total_buckets")).isEqualTo("1 0 0 0 0 1 0 0");
  }

  @Test
  void requestWithoutStartTimeCountsNoIoLatency() {
    FakeRequest rq = world.request(Operation.READ, 0);
    rq.issuedNanos(0);
    world.advance(MS);
    elevator.completed(rq, world.now());
    world.advance(100 * MS);

    assertThat(world.state("control.read_total_buckets")).isEqualTo("0 1 0 0 0 0 0 0");
    assertThat(world.state("control.read_io_buckets")).isEqualTo("0 0 0 0 0 0 0 0");
  }

  @Test
  void clockReadingBeforeTheStampCountsAsZeroLatency() {
    FakeRequest rq = world.request(Operation.READ, 0);
    rq.issuedNanos(world.now());
    elevator.completed(rq, world.now() - 30);
    world.advance(101 * MS);

    assertThat(world.state("control.read_total_buckets")).isEqualTo("1 0 0 0 0 0 0 0");
  }

  @Test
  void completionOfAFlushThatWasNeverInsertedIsAccepted() {
    FakeRequest flush =
        world.queue.foreignRequest(bio(0, Operation.FLUSH.code(), 0), world.hctx(0));
    elevator.completed(flush, world.now());

    assertThat(world.timer.isArmed()).isFalse();
  }

  // Attributes.

  @Test
  void targetsAreShownInDecimal() {
    assertThat(elevator.show("read_lat_nsec")).isEqualTo("2000000");
    assertThat(elevator.show("write_lat_nsec")).isEqualTo("10000000");
    elevator.store("write_lat_nsec", "18446744073709551615", 1);
    elevator.store("read_lat_nsec", "0\n", 1);

    assertThat(elevator.show("read_lat_nsec")).isEqualTo("0");
    assertThat(elevator.show("write_lat_nsec")).isEqualTo("18446744073709551615");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n", "-1", "0x10", "1e6", " 5", "5 ", "2ms", "5\n\n"})
  void textThatIsNotANumberIsRefused(String text) {
    assertThatThrownBy(() -> elevator.store("read_lat_nsec", text, 1))
        .isInstanceOfSatisfying(
            AttributeException.class,
            e -> assertThat(e.reason()).isEqualTo(AttributeException.Reason.INVALID))
        .hasMessageContaining("read_lat_nsec");
    assertThat(elevator.show("read_lat_nsec")).isEqualTo("2000000");
  }

  @Test
  void numberAboveSixtyFourBitsIsRefused() {
    assertThatThrownBy(() -> elevator.store("write_lat_nsec", "18446744073709551616", 1))
        .isInstanceOfSatisfying(
            AttributeException.class,
            e -> assertThat(e.reason()).isEqualTo(AttributeException.Reason.OUT_OF_RANGE));
    assertThat(elevator.show("write_lat_nsec")).isEqualTo("10000000");
  }

  @Test
  void unknownAttributeIsRefused() {
    assertThatThrownBy(() -> elevator.show("discard_lat_nsec"))
        .isInstanceOf(NoSuchElementException.class)
        .hasMessageContaining("discard_lat_nsec");
    assertThatThrownBy(() -> elevator.store("read_tokens", "1", 1))
        .isInstanceOf(NoSuchElementException.class);
  }

  // Attaching and detaching.

  @Test
  void exitClosesTheTimer() {
    readThatTakes(MS);
    elevator.exitHardwareQueue(world.hctx(0));
    elevator.exit();

    assertThat(world.timer.isClosed()).isTrue();
    assertThat(world.hctx(0).elevatorData()).isNull();
  }

  @Test
  void exitIsRefusedWithQueuedRequests() {
    world.insert(Operation.READ, 0, 2);
    world.insert(Operation.WRITE, 3);
    world.dispatch();

    assertThatThrownBy(elevator::exit)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("fake")
        .hasMessageContaining("2 requests");
    assertThat(world.timer.isClosed()).isTrue();
  }

  @Test
  void foreignRequestsAndHardwareQueuesAreNamedInTheError() {
    FakeRequest foreign =
        world.queue.foreignRequest(bio(0, Operation.READ.code(), 8), world.hctx(0));
    assertThatThrownBy(() -> elevator.prepare(foreign, 1))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("READ 8+8");
    assertThatThrownBy(() -> elevator.hasWork(new FakeHardwareQueue(7, 64)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("7");
  }

  @Test
  void describeWritesTheQueueAndEachHardwareQueue() {
    KyberWorld two = new KyberWorld(2, 2);
    two.insert(1, false, two.request(Operation.DISCARD, 1), two.request(Operation.DISCARD, 1));
    two.dispatch(1);
    two.insert(0, false, two.request(Operation.READ, 0));

    assertThat(two.state())
        .containsEntry("read_tokens.depth", "256")
        .containsEntry("write_tokens.depth", "128")
        .containsEntry("discard_tokens.depth", "64")
        .containsEntry("discard_tokens.busy", "1")
        .containsEntry("other_tokens.depth", "16")
        .containsEntry("other_tokens.wake_batch", "2")
        .containsEntry("async_depth", "12")
        .containsEntry("control.read_p99", "-1")
        .containsEntry("control.discard_window_end", "0")
        .containsEntry("hctx0.read_staged", "1")
        .containsEntry("hctx0.cur_domain", "READ")
        .containsEntry("hctx1.discard_rqs", "1")
        .containsEntry("hctx1.discard_waiting", "0")
        .containsEntry("hctx1.cur_domain", "DISCARD")
        .containsEntry("hctx1.batching", "1");
  }
}
