package io.elevator.report.fio;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.workload.job.JobSet;
import io.elevator.workload.session.RunReport;
import io.elevator.workload.session.RunSetting;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NormalReportTest {
  @TempDir private Path folder;

  @Test
  void theTextEqualsTheReviewedText() {
    assertThat(print(SampleReport.of(folder))).isEqualTo(Golden.text("normal.txt"));
  }

  @Test
  void theJobsAreAnnouncedBeforeTheRun() {
    JobSet workload = SampleReport.workload(folder);
    StringWriter text = new StringWriter();

    new NormalReport(new PrintWriter(text))
        .announce(workload, new RunSetting("1.2.3", 4711, "file", "none", 42, false));

    assertThat(text)
        .hasToString(
            """
            db: (g=0): rw=randrw, bs=(R) 4096B-4096B, (W) 4096B-4096B, (T) 4096B-4096B, ioengine=file, iodepth=8
            log: (g=1): rw=write, bs=(R) 64.0KiB-64.0KiB, (W) 64.0KiB-64.0KiB, (T) 64.0KiB-64.0KiB, ioengine=libaio, iodepth=1
            ...
            slow: (g=2): rw=read, bs=(R) 16.0MiB-16.0MiB, (W) 16.0MiB-16.0MiB, (T) 16.0MiB-16.0MiB, ioengine=file, iodepth=1
            never: (g=3): rw=read, bs=(R) 4096B-4096B, (W) 4096B-4096B, (T) 4096B-4096B, ioengine=file, iodepth=1
            ioc-1.2.3
            Starting 5 tasks
            """);
  }

  @Test
  void aRunInWhichNoJobBeganHasNoEntries() {
    RunReport full = SampleReport.of(folder);
    RunReport empty =
        new RunReport(
            full.setting(),
            full.workload(),
            List.of(),
            full.timestamp(),
            full.zone(),
            0,
            true,
            List.of());

    assertThat(print(empty)).isEqualTo("\n");
  }

  private static String print(RunReport report) {
    StringWriter text = new StringWriter();
    PrintWriter out = new PrintWriter(text);
    new NormalReport(out).print(report);
    out.flush();
    return text.toString();
  }
}
