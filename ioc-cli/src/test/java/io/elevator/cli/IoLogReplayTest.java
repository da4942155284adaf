package io.elevator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests the lines that {@code write_iolog} writes, and their replay by {@code ioc replay}, which
 * must do the same I/Os at the same pace.
 */
class IoLogReplayTest {
  @TempDir Path folder;
  private final TestDriver drive = TestDriver.simulated();

  private void ioc(String... words) {
    drive.done.clear();
    drive.doneNanos.clear();
    StringWriter said = new StringWriter();
    int status =
        Main.run(
            builder -> builder.driver(drive),
            new PrintWriter(new StringWriter()),
            new PrintWriter(said),
            words);
    assertThat(status).as(said.toString()).isEqualTo(ExitStatus.OK);
  }

  private List<String> run(String jobs) throws IOException {
    Path log = folder.resolve("io.log");
    String file = jobs.replace("$LOG", log.toString());
    ioc(
        "run",
        "--driver",
        "sim-test",
        "--quiet",
        Files.writeString(folder.resolve("job.fio"), file).toString());
    return Files.readAllLines(log);
  }

  /** Returns the time of each request after the first request, in nanoseconds. */
  private List<Long> pace() {
    return drive.doneNanos.stream().map(nanos -> nanos - drive.doneNanos.getFirst()).toList();
  }

  private void replayDoesTheSame() {
    List<String> ios = List.copyOf(drive.done);
    List<Long> pace = pace();
    ioc("replay", "--driver", "sim-test", folder.resolve("io.log").toString());

    assertThat(drive.done).isEqualTo(ios);
    assertThat(pace()).isEqualTo(pace);
  }

  @Test
  void logTimesAreMicrosecondsAndReplayKeepsThem() throws IOException {
    assertThat(run("[pace]\nfilename=f\nbs=4k\nsize=16k\nrate_iops=10\nwrite_iolog=$LOG\n"))
        .containsExactly(
            "fio version 3 iolog",
            "0 f add",
            "0 f open",
            "0 f read 0 4096",
            "100000 f read 4096 4096",
            "200000 f read 8192 4096",
            "300000 f read 12288 4096",
            "300000 f close");
    replayDoesTheSame();
    assertThat(pace()).containsExactly(0L, 100_000_000L, 200_000_000L, 300_000_000L);
  }

  @Test
  void jobsThatShareALogHaveOneHeaderAndTheirIosInOrderOfTime() throws IOException {
    String jobs =
        """
        [global]
        filename=f
        bs=4k
        size=8k
        rate_iops=20
        write_iolog=$LOG
        [a]
        [b]
        rw=write
        startdelay=20ms
        offset=64k
        """;
    assertThat(run(jobs))
        .containsExactly(
            "fio version 3 iolog",
            "0 f add",
            "0 f open",
            "0 f read 0 4096",
            "20000 f write 65536 4096",
            "50000 f read 4096 4096",
            "70000 f write 69632 4096",
            "70000 f close");
    replayDoesTheSame();
  }

  @Test
  void phasesFollowOneAnotherInTheLogAndFilesAreNamedOnce() throws IOException {
    String jobs =
        """
        [global]
        filename=f
        bs=4k
        size=4k
        write_iolog=$LOG
        [a]
        [b]
        stonewall
        offset=64k
        """;
    assertThat(run(jobs))
        .containsExactly(
            "fio version 3 iolog",
            "0 f add",
            "0 f open",
            "0 f read 0 4096",
            "100 f read 65536 4096",
            "100 f close");
    replayDoesTheSame();
  }

  @Test
  void aBlankInANameIsWrittenAsAnUnderscoreSoThatTheLogCanBeRead() throws IOException {
    assertThat(run("[my job]\nbs=4k\nsize=8k\nwrite_iolog=$LOG\n"))
        .startsWith("fio version 3 iolog", "0 my_job.0.0 add", "0 my_job.0.0 open");
    replayDoesTheSame();
  }

  @Test
  void noLogIsWrittenForLatenciesThatAreNotMeasured() throws IOException {
    String prefix = folder.resolve("l").toString();
    run(
        "[a]\nsize=4k\nwrite_iolog=$LOG\nwrite_lat_log="
            + prefix
            + "\ndisable_slat=1\ndisable_clat=1\n");

    assertThat(folder.resolve("l_lat.1.log")).exists();
    assertThat(folder.resolve("l_slat.1.log")).doesNotExist();
    assertThat(folder.resolve("l_clat.1.log")).doesNotExist();
  }
}
