package io.elevator.core.statistics;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.LatencySummary;
import java.util.Arrays;
import java.util.SplittableRandom;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

class LatencyCellsTest {
  private final Histogram model = new Histogram(1, LatencyCells.HIGHEST, 2);

  /** Returns a random duration whose length in bits is uniformly distributed. */
  private static long anyLength(SplittableRandom random) {
    return random.nextLong(1L << random.nextInt(1, 43));
  }

  @Test
  void summaryCoversTheValuesOfAllStripes() {
    for (long seed = 0; seed < 20; seed++) {
      var random = new SplittableRandom(seed);
      var cells = new LatencyCells(3);
      long[] values = new long[1 + random.nextInt(3_000)];
      for (int i = 0; i < values.length; i++) {
        values[i] = anyLength(random);
        cells.record(random.nextInt(3), values[i]);
      }
      Arrays.sort(values);
      LatencySummary summary = cells.summary();
      String where = "seed " + seed;
      assertThat(summary.count()).as(where).isEqualTo(values.length);
      assertThat(summary.min()).as(where).isEqualTo(values[0]);
      assertThat(summary.max()).as(where).isEqualTo(values[values.length - 1]);
      assertThat(summary.p50()).as(where).isEqualTo(exactPercentile(values, 50));
      assertThat(summary.p90()).as(where).isEqualTo(exactPercentile(values, 90));
      assertThat(summary.p99()).as(where).isEqualTo(exactPercentile(values, 99));
      assertThat(summary.p999()).as(where).isEqualTo(exactPercentile(values, 99.9));
      double mean = Arrays.stream(values).average().orElseThrow();
      assertThat(summary.mean()).as(where).isBetween(mean * 0.995, mean * 1.005);
    }
  }

  /** Returns the exact percentile, rounded as a histogram with two significant digits rounds it. */
  private long exactPercentile(long[] sorted, double percent) {
    int rank = Math.max(1, (int) Math.ceil(sorted.length * percent / 100));
    long value = sorted[rank - 1];
    return Math.min(model.highestEquivalentValue(value), sorted[sorted.length - 1]);
  }

  @Test
  void durationsBeyondTheRangeCountAsTheLongest() {
    var cells = new LatencyCells(1);
    cells.record(0, Long.MAX_VALUE);
    assertThat(cells.summary().max()).isEqualTo(LatencyCells.HIGHEST);
    assertThat(cells.summary().count()).isEqualTo(1);
  }

  @Test
  void summaryWithoutValuesIsZero() {
    assertThat(new LatencyCells(2).summary()).isEqualTo(LatencySummary.EMPTY);
    var zero = new LatencyCells(1);
    zero.record(0, 0);
    assertThat(zero.summary()).isEqualTo(new LatencySummary(1, 0, 0, 0, 0, 0, 0, 0));
  }

  @Test
  void concurrentThreadsLoseNoValueAndReadersSeeConsistentBounds() throws InterruptedException {
    var cells = new LatencyCells(2);
    int each = 200_000;
    Thread[] threads = new Thread[3];
    for (int t = 0; t < threads.length; t++) {
      int stripe = t % 2;
      long seed = t;
      threads[t] =
          new Thread(() -> {
            var random = new SplittableRandom(seed);
            for (int i = 0; i < each; i++) {
              cells.record(stripe, 100 + random.nextLong(1_000_000));
            }
          });
      threads[t].start();
    }
    long seen = 0;
    while (threads[0].isAlive() || threads[1].isAlive() || threads[2].isAlive()) {
      LatencySummary summary = cells.summary();
      assertThat(summary.count()).isGreaterThanOrEqualTo(seen);
      seen = summary.count();
      if (seen > 0) {
        assertThat(summary.min()).isBetween(100L, summary.max());
        assertThat(summary.max()).isLessThan(1_000_100);
      }
    }
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(cells.summary().count()).isEqualTo((long) threads.length * each);
  }
}
