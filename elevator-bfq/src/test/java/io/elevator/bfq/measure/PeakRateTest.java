package io.elevator.bfq.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PeakRateTest {

  private static final long MILLI = 1_000_000;

  /** Dispatches a sequential request of 512 sectors every 10 ms. Each request takes 9 ms. */
  private static boolean runSequential(PeakRate rate, int from, int to) {
    boolean changed = false;
    for (int i = from; i <= to; i++) {
      long at = (i - 1) * 10L * MILLI + MILLI;
      changed |= rate.dispatched(i * 512L, 512, 0, at);
      changed |= rate.completed(at + 9 * MILLI);
    }
    return changed;
  }

  @Test
  void estimateStartsAtTwoThirdsOfATypicalDrive() {
    assertThat(new PeakRate(true).rate()).isEqualTo(9333);
    assertThat(new PeakRate(false).rate()).isEqualTo(22_000);
  }

  @Test
  void secondOfSequentialRequestsUpdatesTheEstimateOfARotationalDrive() {
    PeakRate rate = new PeakRate(true);

    assertThat(runSequential(rate, 1, 100)).isFalse();
    assertThat(runSequential(rate, 101, 101)).isTrue();

    assertThat(rate.rate()).isEqualTo(6360);
    assertThat(rate.sectorsIn(125)).isEqualTo(12_130);
  }

  @Test
  void partlySequentialIntervalEndedByAPauseCountsIfItIsNotSlower() {
    PeakRate rate = new PeakRate(false);
    long at = 2 * MILLI;
    long sector = 1_000_000;
    for (int i = 0; i < 40; i++) {
      // 30 of the 40 requests are sequential; every fourth request is small and needs a seek.
      boolean jump = i % 4 == 0;
      sector += jump ? 100_000 : 0;
      int sectors = jump ? 16 : 336;
      assertThat(rate.dispatched(sector, sectors, 1, at)).isFalse();
      rate.completed(at + MILLI);
      sector += sectors;
      at += 400 * MILLI / 39;
    }
    long last = at - 400 * MILLI / 39;
    boolean changed = rate.dispatched(0, 8, 0, last + 101 * MILLI);

    assertThat(changed).as("mostly sequential, although slower").isTrue();
    assertThat(rate.rate()).isBetween(19_440L, 19_480L);
  }

  @Test
  void tooFewSamplesOrATooShortIntervalDoNotChangeTheEstimate() {
    PeakRate rate = new PeakRate(true);
    for (int i = 0; i < 31; i++) {
      rate.dispatched(i * 8L, 8, 1, (i + 1) * 20L * MILLI);
    }
    assertThat(rate.dispatched(0, 8, 0, 31 * 20L * MILLI + 200 * MILLI)).isFalse();

    PeakRate quick = new PeakRate(true);
    for (int i = 0; i < 100; i++) {
      quick.dispatched(i * 8L, 8, 1, (i + 1) * MILLI);
    }
    assertThat(quick.dispatched(0, 8, 0, 100 * MILLI + 101 * MILLI)).isFalse();
    assertThat(quick.rate()).isEqualTo(9333);
  }

  @Test
  void slowerIntervalsWithSeeksDoNotChangeTheEstimate() {
    PeakRate rate = new PeakRate(true);
    for (int i = 0; i < 101; i++) {
      long at = MILLI + i * 10L * MILLI;
      rate.dispatched((i % 2) * 10_000_000L + i * 8L, 8, 1, at);
      rate.completed(at + MILLI);
    }
    assertThat(rate.rate()).isEqualTo(9333);
  }

  @Test
  void slowCompletionEndsTheInterval() {
    PeakRate rate = new PeakRate(true);
    rate.dispatched(0, 8, 0, MILLI);
    rate.completed(2 * MILLI);
    // The rate of 8 sectors in 20 ms is (8 << 16) / 20000, which is less than 64.
    assertThat(rate.completed(22 * MILLI)).isFalse();
    runSequentialFrom(rate, 30 * MILLI);
    assertThat(rate.rate()).as("counted from the new start").isEqualTo(6360);
  }

  private static void runSequentialFrom(PeakRate rate, long start) {
    for (int i = 1; i <= 101; i++) {
      long at = start + (i - 1) * 10L * MILLI;
      rate.dispatched(1_000_000 + i * 512L, 512, 0, at);
      rate.completed(at + 9 * MILLI);
    }
  }

  @ParameterizedTest
  @CsvSource({"true, 10500, 17801", "false, 3750, 41961"})
  void raiseDurationAndBudgetFollowTheRate(boolean rotational, long ticks, int budget) {
    PeakRate rate = new PeakRate(rotational);
    assertThat(rate.raiseTicks()).isEqualTo(ticks);
    assertThat(rate.sectorsIn(125)).isEqualTo(budget);
  }

  @Test
  void raiseDurationFollowsAMeasuredRate() {
    PeakRate rate = new PeakRate(true);
    runSequential(rate, 1, 101);
    assertThat(rate.raiseTicks()).isEqualTo(15_408);
  }
}
