package io.elevator.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.elevator.api.LatencySummary;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LatencyHistogramTest {
  @Test
  void bucketsTileTheRange() {
    for (int bucket = 1; bucket < LatencyHistogram.BUCKETS; bucket++) {
      long lowest = LatencyHistogram.lowestOf(bucket);
      assertThat(LatencyHistogram.bucketOf(lowest)).as("bucket %d", bucket).isEqualTo(bucket);
      assertThat(LatencyHistogram.bucketOf(lowest - 1))
          .as("bucket %d", bucket)
          .isEqualTo(bucket - 1);
    }
    assertThat(LatencyHistogram.bucketOf(0)).isZero();
    assertThat(LatencyHistogram.bucketOf(Long.MAX_VALUE)).isEqualTo(LatencyHistogram.BUCKETS - 1);
  }

  @Test
  void percentilesAreUpperBoundsWithinAQuarterOfADoubling() {
    var random = new Random(7);
    var histogram = new LatencyHistogram();
    long[] values = new long[10_000];
    for (int i = 0; i < values.length; i++) {
      values[i] = 1_000 + (long) (Math.exp(random.nextGaussian() * 2) * 100_000);
      histogram.record(values[i]);
    }
    Arrays.sort(values);
    for (double percent : new double[] {1, 50, 90, 99, 99.9, 100}) {
      long exact = values[(int) Math.ceil(values.length * percent / 100) - 1];
      assertThat(histogram.percentile(percent)).isBetween(exact, exact + exact / 4 + 1_024);
    }
    LatencySummary summary = histogram.summary();
    assertThat(summary.count()).isEqualTo(values.length);
    assertThat(summary.min()).isEqualTo(values[0]);
    assertThat(summary.max()).isEqualTo(values[values.length - 1]);
    assertThat(summary.mean())
        .isCloseTo(Arrays.stream(values).average().orElseThrow(), within(0.5));
  }

  @Test
  void emptyAndNegative() {
    var histogram = new LatencyHistogram();
    assertThat(histogram.summary()).isEqualTo(LatencySummary.EMPTY);
    histogram.record(-5);
    assertThat(histogram.summary().max()).isZero();
    assertThat(histogram.total()).isEqualTo(1);
    assertThatIllegalArgumentException().isThrownBy(() -> histogram.percentile(0));
    assertThatIllegalArgumentException().isThrownBy(() -> histogram.percentile(Double.NaN));
  }

  @Test
  void addingIsRecordingBoth() {
    var a = new LatencyHistogram();
    var b = new LatencyHistogram();
    var both = new LatencyHistogram();
    var random = new Random(3);
    for (int i = 0; i < 1_000; i++) {
      long value = random.nextLong(1L << 40);
      (i % 3 == 0 ? a : b).record(value);
      both.record(value);
    }
    a.add(b);
    assertThat(a.summary()).isEqualTo(both.summary());
  }
}
