package io.elevator.workload.stats;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.workload.stats.DepthCounts.Columns;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DepthCountsTest {
  @ParameterizedTest
  @CsvSource({
    "LEVELS, 1, 1", "LEVELS, 2, 2", "LEVELS, 3, 2", "LEVELS, 4, 4", "LEVELS, 31, 16",
        "LEVELS, 32, 32",
    "LEVELS, 63, 32", "LEVELS, 64, >=64", "LEVELS, 100000, >=64", "BATCHES, 0, 0", "BATCHES, 1, 4",
        "BATCHES, 4, 4",
    "BATCHES, 5, 8", "BATCHES, 8, 8", "BATCHES, 9, 16", "BATCHES, 33, 64", "BATCHES, 64, 64",
        "BATCHES, 65, >=64"
  })
  void sortsNumbersIntoFiosColumns(Columns columns, int number, String label) {
    DepthCounts counts = new DepthCounts(columns);
    counts.add(number);

    for (int i = 0; i < DepthCounts.SIZE; i++) {
      assertThat(counts.percent(i)).isEqualTo(columns.label(i).equals(label) ? 100 : 0);
    }
  }

  @Test
  void addedHistogramsHaveTheSumOfTheirCounts() {
    DepthCounts one = new DepthCounts(Columns.LEVELS);
    one.add(1);
    DepthCounts other = new DepthCounts(Columns.LEVELS);
    other.add(2);
    other.add(2);
    other.add(2);

    one.add(other);

    assertThat(one.percent(0)).isEqualTo(25);
    assertThat(one.percent(1)).isEqualTo(75);
    assertThat(new DepthCounts(Columns.LEVELS).percent(0)).isZero();
  }
}
