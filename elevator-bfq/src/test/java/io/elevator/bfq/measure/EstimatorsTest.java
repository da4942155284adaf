package io.elevator.bfq.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The small estimators, compared with figures computed by hand. */
class EstimatorsTest {

  private static final long MILLI = 1_000_000;
  private static final long SLICE = 8 * MILLI;

  @Nested
  class Thinking {

    @Test
    void meanOfThreeSamplesFollowsTheWorkedExample() {
      ThinkTime think = new ThinkTime(101);
      think.sample(100, SLICE);
      assertThat(think.mean()).as("one nanosecond early counts as for ever").isEqualTo(16_000_004);
      assertThat(think.isLong(SLICE)).as("one sample is too few").isFalse();
      think.requestEnded(10 * MILLI);
      think.sample(11 * MILLI, SLICE);
      assertThat(think.mean()).isEqualTo(8_000_002);
      assertThat(think.isLong(SLICE)).isFalse();
      think.requestEnded(20 * MILLI);
      think.sample(21 * MILLI, SLICE);
      assertThat(think.mean()).isEqualTo(5_380_953);
      assertThat(think.isLong(SLICE)).isTrue();
    }

    @Test
    void arrivalWithinThreeTimesSliceIdleIsInTime() {
      ThinkTime think = new ThinkTime(0);
      think.requestEnded(100 * MILLI);
      assertThat(think.arrivesInTime(124 * MILLI, SLICE)).isTrue();
      assertThat(think.arrivesInTime(124 * MILLI + 1, SLICE)).isFalse();
    }

    @Test
    void copyIncludesTheLastEnd() {
      ThinkTime from = new ThinkTime(5);
      from.sample(9, SLICE);
      ThinkTime to = new ThinkTime(0);
      to.copyFrom(from);
      assertThat(to.lastEnd()).isEqualTo(5);
      assertThat(to.mean()).isEqualTo(from.mean());
    }
  }

  @Nested
  class Seeks {

    @ParameterizedTest
    @CsvSource({
      "0, 999999, 8, true, false",
      "1000, 1800, 8, true, false",
      "1000, 1801, 8, true, true",
      "1801, 1000, 8, true, true",
      "1000, 1801, 64, true, true",
      "1000, 1801, 63, false, true",
      "1000, 1801, 64, false, false"
    })
    void seekIsFarAndOnANonRotationalDriveAlsoSmall(
        long last, long sector, int sectors, boolean rotational, boolean seek) {
      assertThat(SeekHistory.isSeek(last, sector, sectors, rotational)).isEqualTo(seek);
    }

    @Test
    void twentySeeksOfThirtyTwoMakeAQueueSeeky() {
      SeekHistory history = new SeekHistory();
      for (int i = 0; i < 18; i++) {
        history.add(true);
      }
      assertThat(history.isSeeky()).as("19 with the first bit").isFalse();
      history.add(true);
      assertThat(history.isSeeky()).isTrue();
      for (int i = 0; i < 12; i++) {
        assertThat(history.isTotallySeeky()).isFalse();
        history.add(true);
      }
      assertThat(history.isTotallySeeky()).isTrue();
      history.add(false);
      assertThat(history.isTotallySeeky()).isFalse();
    }
  }

  @Nested
  class Intensity {

    @Test
    void queueIsIoBoundWithAtMostOneFifthIdleTime() {
      IoIntensity intensity = new IoIntensity(0);
      intensity.update(100 * MILLI, true, 80 * MILLI, false);
      assertThat(intensity.isIoBound()).isTrue();
      intensity.update(101 * MILLI, true, 100 * MILLI, false);
      assertThat(intensity.isIoBound()).isFalse();
    }

    @Test
    void ioIntensityIsNotUpdatedForAJustCreatedQueue() {
      IoIntensity intensity = new IoIntensity(0);
      intensity.update(100, true, 101, true);
      assertThat(intensity.isIoBound()).isTrue();
      // The last end is one nanosecond after the arrival, so the unsigned total wraps round; the
      // next pause wraps it back.
      intensity.update(MILLI, false, 0, false);
      assertThat(intensity.isIoBound()).isFalse();
      intensity.update(MILLI + 1, true, MILLI, false);
      assertThat(intensity.isIoBound()).isTrue();
    }

    @Test
    void windowOfMoreThan200MillisecondsIsHalved() {
      IoIntensity intensity = new IoIntensity(0);
      intensity.update(201 * MILLI, true, 101 * MILLI, false);
      assertThat(intensity.isIoBound()).isFalse();
      // The window now begins at 100.5 ms and contains 50 ms of idle time; at 349 ms it is halved
      // again.
      intensity.update(349 * MILLI, false, 0, false);
      assertThat(intensity.isIoBound()).isFalse();
      intensity.update(349 * MILLI + MILLI / 2, false, 0, false);
      assertThat(intensity.isIoBound()).isFalse();
      intensity.update(350 * MILLI, false, 0, false);
      assertThat(intensity.isIoBound()).isTrue();
    }
  }

  @Nested
  class Queueing {

    private void samples(HardwareQueueing queueing, int count, int inDriver) {
      for (int i = 0; i < count; i++) {
        assertThat(queueing.noteCompletion(inDriver, 10)).isTrue();
        queueing.sample();
      }
    }

    @Test
    void thirtyThirdSampleGivesTheResult() {
      HardwareQueueing queueing = new HardwareQueueing(false);
      samples(queueing, 32, 4);
      assertThat(queueing.verdict()).isEqualTo(HardwareQueueing.Verdict.UNKNOWN);
      assertThat(queueing.isNonRotationalWithQueueing()).isTrue();
      samples(queueing, 1, 4);
      assertThat(queueing.verdict()).isEqualTo(HardwareQueueing.Verdict.QUEUES);
      assertThat(queueing.noteCompletion(4, 10)).as("final").isFalse();
      assertThat(queueing.maxInDriver()).isEqualTo(4);
    }

    @Test
    void driveWithAtMostThreeRequestsInFlightDoesNotQueue() {
      HardwareQueueing queueing = new HardwareQueueing(false);
      samples(queueing, 33, 3);
      assertThat(queueing.verdict()).isEqualTo(HardwareQueueing.Verdict.NONE);
      assertThat(queueing.isNonRotationalWithQueueing()).isFalse();
      samples(queueing, 33, 5);
      assertThat(queueing.isNonRotationalWithQueueing()).isTrue();
    }

    @Test
    void lowLoadGivesNoSample() {
      HardwareQueueing queueing = new HardwareQueueing(true);
      assertThat(queueing.noteCompletion(1, 2)).isFalse();
      assertThat(queueing.noteCompletion(1, 3)).isTrue();
      assertThat(queueing.isExplainedByFewRequests(2, 2)).isTrue();
      assertThat(queueing.isExplainedByFewRequests(3, 2)).isFalse();
      assertThat(queueing.isExplainedByFewRequests(2, 3)).isFalse();
    }
  }

  @Nested
  class Injecting {

    private final InjectLimit inject = new InjectLimit();

    @Test
    void limitGrowsWhileInjectionCostsLittleAndShrinksOtherwise() {
      inject.measured(900_000, false, 1, 1, 100);
      assertThat(inject.baseTime()).isEqualTo(900_000);
      assertThat(inject.limit()).isEqualTo(1);
      inject.measured(1_200_000, true, 2, 1, 120);
      assertThat(inject.limit()).isEqualTo(2);
      inject.measured(1_400_000, true, 2, 2, 140);
      assertThat(inject.limit()).isEqualTo(1);
      assertThat(inject.mayMeasure(149)).isFalse();
      assertThat(inject.mayMeasure(150)).isTrue();
    }

    @Test
    void limitDoesNotGrowBeyondTheObservedRequestsInFlight() {
      inject.measured(900_000, false, 1, 1, 100);
      inject.measured(900_000, true, 2, 0, 100);
      assertThat(inject.limit()).isEqualTo(1);
    }

    @Test
    void baseTimeFollowsFasterAndUndisturbedMeasurements() {
      inject.measured(900_000, false, 1, 1, 100);
      inject.measured(800_000, true, 2, 1, 100);
      assertThat(inject.baseTime()).isEqualTo(800_000);
      inject.measured(1_000_000, false, 1, 1, 100);
      assertThat(inject.baseTime()).isEqualTo(1_000_000);
      inject.measured(1_100_000, false, 2, 1, 100);
      assertThat(inject.baseTime()).as("not alone").isEqualTo(1_000_000);
    }

    @Test
    void resetForgetsAllMeasurements() {
      assertThat(inject.isStale(1000)).as("a new queue's record").isTrue();
      inject.reset(true, 5000);
      assertThat(inject.limit()).isZero();
      assertThat(inject.isStale(5999)).isFalse();
      assertThat(inject.isStale(6000)).isTrue();
      assertThat(inject.mayFollowThinkTime(5099)).isFalse();
      assertThat(inject.mayFollowThinkTime(5100)).isTrue();
      inject.reset(false, 5000);
      assertThat(inject.limit()).as("a task that thinks leaves holes").isEqualTo(1);
    }
  }

  @Nested
  class Depths {

    @ParameterizedTest
    @CsvSource({
      "256, 32, 48, 12, 24",
      "128, 16, 24, 6, 12",
      "64, 8, 12, 3, 6",
      "32, 4, 6, 1, 3",
      "16, 2, 3, 1, 1",
      "8, 1, 1, 1, 1",
      "2, 32, 48, 12, 24"
    })
    void writesLeaveTagsForReads(int tags, int async, int sync, int asyncRaised, int syncRaised) {
      TagDepths depths = new TagDepths();
      depths.resize(TagDepths.shiftFor(tags));
      assertThat(depths.depth(false, false)).isEqualTo(async);
      assertThat(depths.depth(true, false)).isEqualTo(sync);
      assertThat(depths.depth(false, true)).isEqualTo(asyncRaised);
      assertThat(depths.depth(true, true)).isEqualTo(syncRaised);
    }

    @Test
    void depthCorrespondsToItsShareOfAllTags() {
      TagDepths depths = new TagDepths();
      depths.resize(6);
      assertThat(depths.tagsFor(32, 256)).isEqualTo(128);
    }
  }

  @Nested
  class Waking {

    private final WakerCandidate candidate = new WakerCandidate();
    private final Object one = new Object();
    private final Object other = new Object();

    @Test
    void wakerIsConfirmedAfterThreeWakeUps() {
      assertThat(candidate.confirm(one, 1, SLICE)).isFalse();
      assertThat(candidate.confirm(one, 2, SLICE)).isFalse();
      assertThat(candidate.confirm(one, 3, SLICE)).isTrue();
      assertThat(candidate.confirm(one, 4, SLICE)).as("starts over").isFalse();
    }

    @Test
    void anotherWakerOrALongTimeRestartsTheCount() {
      candidate.confirm(one, 1, SLICE);
      candidate.confirm(one, 2, SLICE);
      assertThat(candidate.confirm(other, 3, SLICE)).isFalse();
      candidate.confirm(one, 4, SLICE);
      candidate.confirm(one, 5, SLICE);
      assertThat(candidate.confirm(one, 5 + 128 * SLICE, SLICE)).isFalse();
      assertThat(candidate.confirm(one, 6 + 128 * SLICE, SLICE)).isFalse();
      assertThat(candidate.confirm(one, 7 + 128 * SLICE, SLICE)).isTrue();
    }
  }

  @Nested
  class TickCounting {

    @Test
    void ticksCompareAcrossAWrap() {
      assertThat(Ticks.isBefore(-1, 1)).isTrue();
      assertThat(Ticks.isAfter(1, -1)).isTrue();
      assertThat(Ticks.isBefore(5, 5)).isFalse();
      assertThat(Ticks.isBefore(Ticks.longBefore(7) + 25_000, 7)).isTrue();
      assertThat(Ticks.unsignedMax(-1, 1)).isEqualTo(-1);
    }
  }
}
