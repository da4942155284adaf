package io.elevator.core.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Compares all figures with those of an HdrHistogram of the same precision. */
class LogLinearHistogramTest {
  private static final double[] PERCENTAGES = {
    0, 0.001, 1, 5, 10, 20, 33.3, 50, 66.6, 75, 90, 95, 99, 99.5, 99.9, 99.95, 99.99, 100
  };

  /** Returns a random duration whose length in bits is uniformly distributed. */
  private static long anyLength(SplittableRandom random) {
    return random.nextLong(1L << random.nextInt(1, 57));
  }

  @ParameterizedTest
  @CsvSource({"7, 2", "10, 3"})
  void figuresEqualThoseOfHdrHistogram(int bits, int digits) {
    for (long seed = 0; seed < 100; seed++) {
      var random = new SplittableRandom(seed);
      var histogram = new LogLinearHistogram(bits);
      var model = new Histogram(digits);
      int values = random.nextInt(2_000);
      for (int i = 0; i < values; i++) {
        long value = random.nextBoolean() ? anyLength(random) : random.nextLong(5_000);
        histogram.record(value);
        model.recordValue(value);
      }
      String where = "seed " + seed;
      assertThat(histogram.total()).as(where).isEqualTo(model.getTotalCount());
      assertThat(histogram.mean()).as(where).isEqualTo(model.getMean());
      for (double percentage : PERCENTAGES) {
        // HdrHistogram returns the shortest duration of the first bucket for percentage 0 only.
        long expected =
            percentage == 0
                ? model.highestEquivalentValue(model.getValueAtPercentile(0))
                : model.getValueAtPercentile(percentage);
        assertThat(histogram.percentile(percentage))
            .as("%s, percentile %s", where, percentage)
            .isEqualTo(expected);
      }
      List<List<Long>> buckets = new ArrayList<>();
      histogram.forEach((longest, count) -> buckets.add(List.of(longest, count)));
      List<List<Long>> modelBuckets = new ArrayList<>();
      for (var value : model.recordedValues()) {
        modelBuckets.add(
            List.of(value.getValueIteratedTo(), value.getCountAddedInThisIterationStep()));
      }
      assertThat(buckets).as(where).isEqualTo(modelBuckets);
    }
  }

  @Test
  void ranksAreExactForEveryPercentageAndCount() {
    for (int values = 1; values <= 200; values++) {
      var histogram = new LogLinearHistogram(10);
      var model = new Histogram(3);
      for (int i = 1; i <= values; i++) {
        histogram.record(i);
        model.recordValue(i);
      }
      for (int permille = 1; permille <= 1_000; permille++) {
        double percentage = permille / 10.0;
        assertThat(histogram.percentile(percentage))
            .as("percentile %s of %d values", percentage, values)
            .isEqualTo(model.getValueAtPercentile(percentage))
            .isEqualTo((permille * values + 999) / 1_000);
      }
    }
  }

  @Test
  void addingAHistogramEqualsRecordingItsValues() {
    var random = new SplittableRandom(3);
    var one = new LogLinearHistogram(10);
    var other = new LogLinearHistogram(10);
    var both = new LogLinearHistogram(10);
    for (int i = 0; i < 3_000; i++) {
      long value = anyLength(random);
      (i % 3 == 0 ? one : other).record(value);
      both.record(value);
    }

    one.add(other);

    assertThat(one.total()).isEqualTo(both.total());
    assertThat(one.mean()).isEqualTo(both.mean());
    for (double percentage : PERCENTAGES) {
      assertThat(one.percentile(percentage)).isEqualTo(both.percentile(percentage));
    }
  }

  @Test
  void histogramsOfDifferentPrecisionAreNotAdded() {
    var coarse = new LogLinearHistogram(7);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> coarse.add(new LogLinearHistogram(10)))
        .withMessage("histogram of 10 bits added to one of 7 bits");
  }

  @Test
  void longestDurationHasABucket() {
    var histogram = new LogLinearHistogram(16);
    histogram.record(Long.MAX_VALUE);
    histogram.record(0);
    assertThat(histogram.percentile(100)).isEqualTo(Long.MAX_VALUE);
    assertThat(histogram.percentile(50)).isZero();
  }
}
