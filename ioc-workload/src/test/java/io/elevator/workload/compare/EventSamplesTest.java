package io.elevator.workload.compare;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventSamplesTest {
  /**
   * Returns samples of I/Os. The I/O with number n has the time n times {@code nanos}, the sector n
   * and the owner n mod 7.
   */
  private static EventSamples of(int ios, int nanos) {
    EventSamples samples = new EventSamples(1_500);
    for (int i = 0; i < ios; i++) {
      samples.add((long) i * nanos, i, i % 7);
    }
    return samples;
  }

  @ParameterizedTest
  @CsvSource({"10, 1", "1500, 1", "1501, 2", "3001, 4", "100000, 128"})
  void keepsEveryStridethEvent(int ios, int stride) {
    EventSamples samples = of(ios, 10);
    assertThat(samples.stride()).isEqualTo(stride);
    assertThat(samples.size()).isEqualTo((ios + stride - 1) / stride);
    for (int i = 0; i < samples.size(); i++) {
      assertThat(samples.value(i)).isEqualTo((long) i * stride);
      assertThat(samples.owner(i)).isEqualTo(i * stride % 7);
    }
  }

  @ParameterizedTest
  @CsvSource({"10, 20, 1", "1500, 1, 2", "1000, 1000, 2", "100000, 3, 128", "5, 100000, 128"})
  void mergedSamplesOfTwoJobsHaveACommonStride(int first, int second, int stride) {
    EventSamples samples = of(first, 10);
    samples.add(of(second, 7));
    assertThat(samples.stride()).isEqualTo(stride);
    assertThat(samples.size())
        .isEqualTo((first + stride - 1) / stride + (second + stride - 1) / stride);
    for (int i = 0; i < samples.size(); i++) {
      assertThat(samples.value(i) % stride).isZero();
      assertThat(samples.owner(i)).isEqualTo((int) (samples.value(i) % 7));
      assertThat(samples.nanos(i)).isGreaterThanOrEqualTo(i == 0 ? 0 : samples.nanos(i - 1));
    }
  }

  @ParameterizedTest
  @CsvSource({"1", "16", "40"})
  void mergedSamplesOfManyJobsStayWithinTheLimit(int jobs) {
    EventSamples samples = of(5_000, 10);
    for (int i = 1; i < jobs; i++) {
      samples.add(of(5_000, 10));
    }
    assertThat(samples.size()).isBetween(700, 1_500);
    assertThat(samples.size() * samples.stride()).isBetween(4_000L * jobs, 6_500L * jobs);
  }
}
