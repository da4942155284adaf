package io.elevator.workload.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LatenciesTest {
  @Test
  void percentilesAreWithinAThousandth() {
    Latencies latencies = new Latencies();
    for (long i = 1; i <= 10_000; i++) {
      latencies.add(i * 1_000);
    }

    assertThat((double) latencies.percentile(50)).isCloseTo(5_000_000, within(5_000.0));
    assertThat((double) latencies.percentile(99.9)).isCloseTo(9_990_000, within(9_990.0));
    assertThat(latencies.percentile(100)).isEqualTo(10_000_000);
  }

  @Test
  void noPercentileExceedsTheMaximum() {
    Latencies latencies = new Latencies();
    latencies.add(1_000_003);

    assertThat(latencies.percentile(1)).isEqualTo(1_000_003);
  }

  @Test
  void latenciesFromZeroToHoursAreRecorded() {
    Latencies latencies = new Latencies();
    latencies.add(0);
    latencies.add(4L * 3600 * 1_000_000_000);

    assertThat(latencies.moments().min()).isZero();
    assertThat(latencies.percentile(100)).isEqualTo(4L * 3600 * 1_000_000_000);
  }

  @Test
  void latenciesAddedTogetherEqualThoseOfAllValues() {
    Latencies one = new Latencies();
    one.add(10);
    Latencies other = new Latencies();
    other.add(1_000_000_000);

    one.add(other);

    assertThat(one.moments().count()).isEqualTo(2);
    assertThat(one.percentile(50)).isEqualTo(10);
    assertThat(one.percentile(100)).isEqualTo(1_000_000_000);
  }
}
