package io.elevator.report.fio;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.workload.stats.Moments;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TimeScaleTest {
  @ParameterizedTest
  @CsvSource({
    // Rows that fio 3.33 printed.
    "3155, 43915, NANOS",
    "2734, 1437760, MICROS",
    "891, 406442, NANOS",
    "1492, 76461000, NANOS",
    "21064000, 67378000, MICROS",
    "2584112, 2584112, NANOS",
    // Rows at the bounds between two units.
    "2000, 100000, NANOS",
    "2001, 100000, MICROS",
    "2001, 99999, NANOS",
    "2000001, 100000000, MILLIS"
  })
  void theUnitDependsOnTheExtremes(long min, long max, TimeScale scale) {
    Moments moments = new Moments();
    moments.add(min);
    moments.add(max);

    assertThat(TimeScale.of(moments)).isEqualTo(scale);
  }

  @ParameterizedTest
  @CsvSource({
    "410, 4640, NANOS",
    "131, 78336, NANOS",
    "948, 33816576, NANOS",
    "149000, 76022000, MICROS",
    "2584112, 2584112, MICROS",
    "3000000, 200000000, MILLIS"
  })
  void thatOfPercentilesDoesNotDependOnTheirSpread(long min, long max, TimeScale scale) {
    assertThat(TimeScale.ofPercentiles(min, max)).isEqualTo(scale);
  }
}
