package io.elevator.workload.stats;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.workload.stats.LatencyBuckets.Unit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LatencyBucketsTest {
  @ParameterizedTest
  @CsvSource({
    "0, NANOS, 2",
    "1, NANOS, 2",
    "2, NANOS, 4",
    "9, NANOS, 10",
    "10, NANOS, 20",
    "749, NANOS, 750",
    "750, NANOS, 1000",
    "999, NANOS, 1000",
    "1000, MICROS, 2",
    "1999, MICROS, 2",
    "2000, MICROS, 4",
    "99999, MICROS, 100",
    "100000, MICROS, 250",
    "999999, MICROS, 1000",
    "1000000, MILLIS, 2",
    "999999999, MILLIS, 1000",
    "1000000000, MILLIS, 2000",
    "1999999999, MILLIS, 2000",
    "2000000000, MILLIS, >=2000",
    "9000000000, MILLIS, >=2000"
  })
  void sortsByFiosBounds(long nanos, Unit unit, String label) {
    LatencyBuckets buckets = new LatencyBuckets();
    buckets.add(nanos);

    for (Unit each : Unit.values()) {
      for (int i = 0; i < buckets.size(each); i++) {
        boolean here = each == unit && buckets.label(each, i).equals(label);
        assertThat(buckets.percent(each, i))
            .as("%s %s", each, buckets.label(each, i))
            .isEqualTo(here ? 100 : 0);
      }
    }
  }

  @Test
  void percentagesReferToAllLatencies() {
    LatencyBuckets one = new LatencyBuckets();
    one.add(1);
    one.add(1);
    LatencyBuckets other = new LatencyBuckets();
    other.add(5_000);
    other.add(6_000_000);

    one.add(other);

    assertThat(one.percent(Unit.NANOS, 0)).isEqualTo(50);
    assertThat(one.percent(Unit.MICROS, 2)).isEqualTo(25);
    assertThat(one.percent(Unit.MILLIS, 2)).isEqualTo(25);
  }

  @Test
  void emptyBucketsHaveAPercentageOfZero() {
    assertThat(new LatencyBuckets().percent(Unit.NANOS, 0)).isZero();
  }
}
