package io.elevator.workload.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elevator.plugins.PluginTrust;
import io.elevator.workload.input.RunFailure;
import io.elevator.workload.job.JobFileReader;
import io.elevator.workload.job.JobResolver;
import io.elevator.workload.job.JobSet;
import io.elevator.workload.log.BandwidthLog;
import io.elevator.workload.run.DriveOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BandwidthLogTest {
  @TempDir Path folder;

  private record Line(long millis, long rate) {}

  private List<Line> log(String direction, int number) throws IOException {
    return Files.readAllLines(folder.resolve("agg-" + direction + "_bw.log")).stream()
        .map(line -> line.split(", ", -1))
        .peek(words -> assertThat(words).hasSize(5).endsWith("" + number, "0", "0"))
        .map(words -> new Line(Long.parseLong(words[0]), Long.parseLong(words[1])))
        .toList();
  }

  private static double kibibytes(List<Line> lines) {
    double sum = 0;
    long before = 0;
    for (Line line : lines) {
      sum += line.rate * (line.millis - before) / 1000.0;
      before = line.millis;
    }
    return sum;
  }

  private void run(String jobs, BandwidthLog log) throws IOException {
    Path file = Files.writeString(folder.resolve("t.fio"), jobs);
    JobSet workload = JobResolver.resolve(JobFileReader.read(file.toString()), List.of());
    RunSession session =
        new RunSession(
            workload,
            DriveOptions.DEFAULTS,
            DriverChoice.AUTO,
            1,
            "1",
            InstantSource.system(),
            text -> {
              throw new AssertionError(text);
            });
    session.logBandwidth(log);
    LayerSource layers =
        new LayerSource(
            List.of(), PluginTrust.DEFAULT, 1, session::defect, session::notice, builder -> {});
    assertThat(session.run(layers).failed()).isFalse();
  }

  /**
   * The jobs are two readers of 800 KiB/s for 1.5 s, followed by a writer of 800 KiB/s for half a
   * second.
   */
  @Test
  void eachLineIsTheBandwidthOfAllJobsInHalfASecondThroughAllPhases() throws IOException {
    try (BandwidthLog log = new BandwidthLog("--bandwidth-log", folder)) {
      run(
          """
          [global]
          driver=sim-ssd
          filename=data
          rate=800k
          [r]
          rw=read
          size=1200k
          numjobs=2
          [w]
          stonewall
          rw=write
          size=400k
          """,
          log);
    }

    List<Line> reads = log("read", 0);
    List<Line> writes = log("write", 1);
    List<Line> trims = log("trim", 2);
    assertThat(reads.getFirst().millis).isBetween(500L, 510L);
    assertThat(reads.getFirst().rate).isBetween(1550L, 1650L);
    assertThat(reads.getLast().rate).isZero();
    assertThat(writes.getFirst().rate).isZero();
    assertThat(writes.stream().map(Line::millis).toList())
        .isEqualTo(reads.stream().map(Line::millis).toList())
        .isSorted();
    // The bandwidth of a line is a whole number, so each line may differ by 1 KiB per second.
    assertThat(kibibytes(reads)).isBetween(2390.0, 2410.0);
    assertThat(kibibytes(writes)).isBetween(395.0, 405.0);
    assertThat(trims).hasSameSizeAs(reads).allMatch(line -> line.rate == 0);
  }

  @Test
  void anUnfinishedRunLeavesOldLogsUnchanged() throws IOException {
    Files.writeString(folder.resolve("agg-read_bw.log"), "old");
    try (BandwidthLog log = new BandwidthLog("--bandwidth-log", folder)) {
      log.sample(1_000_000_000, new long[] {4096, 0, 0});
    }

    assertThat(folder.resolve("agg-read_bw.log")).hasContent("old");
    assertThat(folder).isDirectoryNotContaining("glob:**agg-write*");
    assertThatThrownBy(() -> new BandwidthLog("--bandwidth-log", folder.resolve("none")))
        .isInstanceOf(RunFailure.class)
        .hasMessageContaining("--bandwidth-log");
  }
}
