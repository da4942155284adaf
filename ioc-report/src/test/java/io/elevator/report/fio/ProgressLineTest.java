package io.elevator.report.fio;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.workload.run.ProgressSnapshot;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressLineTest {
  private static final long SECOND = 1_000_000_000;

  private static ProgressSnapshot snapshot(
      long seconds, String letters, double fraction, long eta, long reads, long writes) {
    return new ProgressSnapshot(
        seconds * SECOND,
        letters,
        2,
        fraction,
        eta,
        List.of(reads, writes, 0L),
        List.of(reads * 4096, writes << 20, 0L));
  }

  @Test
  void ratesCoverTheTimeSinceTheLineBefore() {
    ProgressLine line = new ProgressLine();
    line.text(snapshot(1, "rW", 0.1, 9 * SECOND, 1000, 10));

    assertThat(line.text(snapshot(3, "rW", 0.3, 7 * SECOND, 41_000, 30)))
        .isEqualTo(
            "Jobs: 2 (f=2): [r(1),W(1)][30.0%][r=78.1MiB/s,w=10.0MiB/s][r=20.0k,w=10 IOPS]"
                + "[eta 00m:07s]");
  }

  @Test
  void theStartOfAPhaseGivesNoNegativeRate() {
    ProgressLine line = new ProgressLine();
    line.text(snapshot(1, "r", 0.5, -1, 1000, 0));

    assertThat(line.text(snapshot(2, "_r", 0.5, -1, 10, 0)))
        .contains("[r=0B/s]", "[_(1),r(1)]", "[eta --]");
  }

  @Test
  void withoutIosNoRateIsShown() {
    assertThat(new ProgressLine().text(snapshot(1, "PPP", 0, -1, 0, 0)))
        .isEqualTo("Jobs: 2 (f=2): [P(3)][0.0%][eta --]");
  }

  @ParameterizedTest
  @CsvSource({
    "0,00m:00s",
    "59,00m:59s",
    "3599,59m:59s",
    "3600,01h:00m:00s",
    "90061,01d:01h:01m:01s"
  })
  void theEtaGrowsByUnits(long seconds, String text) {
    assertThat(new ProgressLine().text(snapshot(1, "r", 0, seconds * SECOND, 0, 0)))
        .endsWith("[eta " + text + "]");
  }
}
