package io.elevator.report.fio;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.BioStatus;
import io.elevator.workload.job.Direction;
import io.elevator.workload.run.JobOutcome;
import io.elevator.workload.run.ProcessUsage;
import io.elevator.workload.session.ReportEntry;
import io.elevator.workload.stats.JobStats;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GroupTotalsTest {
  @TempDir private Path folder;

  @Test
  void entriesWithoutIosInADirectionAreNotCounted() {
    ReportEntry reader = entry(Direction.READ, 1 << 20, 1_000);
    ReportEntry slowReader = entry(Direction.READ, 1 << 20, 4_000);
    ReportEntry writer = entry(Direction.WRITE, 1 << 20, 9_000);

    GroupTotals totals = GroupTotals.of(List.of(reader, writer, slowReader), Direction.READ);

    assertThat(totals).isEqualTo(new GroupTotals(2 << 20, 262_144, 1_048_576, 1_000, 4_000));
    assertThat(totals.bytesPerSecond()).isEqualTo((2 << 20) / 4);
    assertThat(totals.isEmpty()).isFalse();
  }

  @Test
  void aGroupWithoutIosIsEmpty() {
    GroupTotals totals = GroupTotals.of(List.of(entry(Direction.READ, 1, 1)), Direction.TRIM);

    assertThat(totals.isEmpty()).isTrue();
    assertThat(totals.bytesPerSecond()).isZero();
  }

  private ReportEntry entry(Direction direction, int bytes, long millis) {
    JobStats stats = new JobStats();
    stats.of(direction).submitted();
    stats.of(direction).queued(1);
    stats.of(direction).completed(bytes, 1, 2);
    stats.ended(millis * 1_000_000);
    return ReportEntry.of(
        List.of(
            new JobOutcome(
                SampleReport.workload(folder).jobs().getFirst(),
                stats,
                BioStatus.OK,
                Instant.EPOCH,
                ProcessUsage.NONE)));
  }
}
