package io.elevator.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tests the effect of options on jobs, on a drive that performs one I/O at a time in 100 us, in
 * virtual time, so that each figure is known in advance.
 */
class JobBehaviourTest {
  @TempDir Path folder;
  private final TestDriver drive = TestDriver.simulated();
  private String err = "";
  private int status;

  private JsonNode run(String jobs, String... options) throws IOException {
    Path file =
        Files.writeString(folder.resolve("test.fio"), jobs.replace("$DIR", folder.toString()));
    List<String> words =
        new ArrayList<>(
            List.of("run", "--driver", "sim-test", "--output-format", "json", file.toString()));
    words.addAll(List.of(options));
    StringWriter out = new StringWriter();
    StringWriter said = new StringWriter();
    drive.done.clear();
    status =
        Main.run(
            builder -> builder.driver(drive),
            new PrintWriter(out),
            new PrintWriter(said),
            words.toArray(String[]::new));
    err = said.toString();
    return out.toString().isEmpty()
        ? JsonMapper.builder().build().createObjectNode()
        : JsonMapper.builder().build().readTree(out.toString());
  }

  private JsonNode job(String options) throws IOException {
    // The queue has as many requests as any job needs, so that no job waits for a free request.
    JsonNode report = run("[a]\n" + options.replace(' ', '\n') + "\n", "--queue-depth", "64");
    assertThat(status).as(err).isEqualTo(ExitStatus.OK);
    return report.at("/jobs/0");
  }

  @ParameterizedTest
  @CsvSource({
    "size=200k rate_iops=1000, 49",
    "size=200k rate=4m, 47",
    "size=200k rate_iops=1000 thinktime=5ms thinktime_blocks=25, 54",
    "size=200k rate_iops=1000 thinktime=20ms thinktime_blocks=25 rate_ignore_thinktime=1, 88"
  })
  void ratesHoldIosBack(String options, int millis) throws IOException {
    JsonNode job = job(options);

    assertThat(job.at("/read/total_ios").asInt()).isEqualTo(50);
    assertThat(job.at("/job_runtime").asInt()).isBetween(millis - 1, millis + 1);
  }

  @Test
  void randomArrivalsHaveTheSameMeanRate() throws IOException {
    JsonNode job = job("size=8m rate_iops=1000 rate_process=poisson iodepth=16");

    assertThat(job.at("/read/total_ios").asInt()).isEqualTo(2048);
    assertThat(job.at("/job_runtime").asInt()).isBetween(1900, 2200);
    assertThat(job.at("/read/lat_ns/max").asLong()).isGreaterThan(2 * TestDriver.NANOS);
  }

  @Test
  void aRateLimitOnWritesDoesNotDelayReads() throws IOException {
    JsonNode job = job("rw=randrw size=1m time_based runtime=1 rate_iops=,100 norandommap");

    assertThat(job.at("/write/total_ios").asInt()).isBetween(95, 102);
    assertThat(job.at("/read/total_ios").asInt()).isGreaterThan(8000);
  }

  @Test
  void aJobBelowItsMinimumRateFails() throws IOException {
    run("[a]\nsize=1m\ntime_based\nruntime=9\nrate_iops_min=20000\n");

    assertThat(status).isEqualTo(ExitStatus.FAILED);
    assertThat(err).contains("job a: rate_iops_min=20000 was not met: ");
  }

  @ParameterizedTest
  @CsvSource({"1, 4", "4, 4", "8, 8", "16, 16"})
  void iosAreSubmittedInBatches(int batch, String column) throws IOException {
    JsonNode job =
        job(
            "rw=randread size=1m iodepth=16 iodepth_batch="
                + batch
                + " iodepth_batch_complete="
                + batch);

    assertThat(job.at("/iodepth_submit").get(column).asDouble()).isGreaterThan(80);
    assertThat(job.at("/read/total_ios").asInt()).isEqualTo(256);
  }

  @Test
  void aFullJobWaitsUntilItsLowWaterMark() throws IOException {
    JsonNode job = job("rw=randread size=1m iodepth=16 iodepth_low=1");

    // The depth goes up from 1 to 16 and down again, so each depth occurs equally often.
    assertThat(job.at("/iodepth_level/8").asDouble()).isCloseTo(50, offset(5.0));
    assertThat(job.at("/iodepth_level/16").asDouble()).isCloseTo(6.7, offset(1.0));
  }

  @Test
  void completionsAreProcessedInBatches() throws IOException {
    JsonNode job = job("rw=randread size=1m iodepth=32 iodepth_batch_complete=16");

    assertThat(job.at("/iodepth_complete/16").asDouble()).isGreaterThan(90);
  }

  @Test
  void iosBeforeTheEndOfTheRampTimeAreNotCounted() throws IOException {
    JsonNode job = job("size=1m time_based ramp_time=1 runtime=2");

    assertThat(job.at("/job_runtime").asInt()).isEqualTo(2000);
    assertThat(job.at("/read/total_ios").asInt()).isBetween(19_999, 20_001);
    assertThat(drive.done).hasSizeBetween(29_999, 30_001);
  }

  @Test
  void pausesFollowATimeOrANumberOfIos() throws IOException {
    assertThat(
            job("size=1m time_based runtime=3 thinktime=500ms thinktime_iotime=1")
                .at("/read/total_ios")
                .asInt())
        .isBetween(19_998, 20_002);
    assertThat(
            job("size=64k iodepth=8 thinktime=10ms thinktime_blocks=4 thinktime_blocks_type=issue")
                .at("/job_runtime")
                .asInt())
        .isBetween(30, 42);
  }

  @Test
  void aJobWaitsForAllClonesOfAnother() throws IOException {
    run("[w]\nrw=write\nsize=8k\nnumjobs=2\n[r]\nwait_for=w\nsize=4k\n[x]\nsize=4k\n");

    assertThat(status).as(err).isZero();
    assertThat(drive.done.getLast()).startsWith("R");
    assertThat(drive.done.indexOf("R 256+8")).isEqualTo(drive.done.size() - 1);
  }

  @Test
  void theEndOfOneJobEndsItsGroup() throws IOException {
    JsonNode jobs =
        run("[global]\nsize=4k\nexitall\n[a]\n[b]\ntime_based\nruntime=1h\n[c]\nnew_group\nloops=9\n")
            .get("jobs");

    assertThat(status).as(err).isZero();
    assertThat(jobs.get(1).at("/job_runtime").asInt()).isZero();
    assertThat(jobs.get(2).at("/read/total_ios").asInt()).isEqualTo(9);
  }

  @Test
  void theEndOfOneJobEndsAllJobs() throws IOException {
    JsonNode jobs =
        run("""
        [global]
        size=4k
        [a]
        exitall
        exit_what=all
        [b]
        new_group
        time_based
        runtime=1h
        [c]
        stonewall
        """)
            .get("jobs");

    assertThat(jobs).hasSize(2);
    assertThat(jobs.get(1).at("/job_runtime").asInt()).isZero();
  }

  @Test
  void theEndOfOneJobEndsTheRunningJobs() throws IOException {
    JsonNode jobs =
        run("""
        [global]
        size=4k
        [a]
        exitall
        exit_what=stonewall
        [b]
        new_group
        time_based
        runtime=1h
        [c]
        stonewall
        """)
            .get("jobs");

    assertThat(jobs).hasSize(3);
    assertThat(jobs.get(1).at("/job_runtime").asInt()).isZero();
  }

  @Test
  void aFailedJobEndsAllJobs() throws IOException {
    JsonNode jobs =
        run(
                "[a]\nsize=64k\nexitall_on_error\n[b]\nsize=4k\ntime_based\nruntime=1h\n",
                "--driver-option",
                "broken=64")
            .get("jobs");

    assertThat(status).isEqualTo(ExitStatus.FAILED);
    assertThat(jobs.get(1).at("/job_runtime").asInt()).isLessThan(1000);
  }

  @Test
  void jobsOfAFlowShareItByWeight() throws IOException {
    JsonNode jobs =
        run("""
        [global]
        size=1m
        time_based
        runtime=2
        iodepth=4
        [a]
        flow=3
        [b]
        flow=1
        [c]
        flow=2
        flow_id=7
        flow_sleep=1ms
        """)
            .get("jobs");

    double a = jobs.get(0).at("/read/total_ios").asDouble();
    double b = jobs.get(1).at("/read/total_ios").asDouble();
    assertThat(a / b).isCloseTo(3, offset(0.05));
    assertThat(jobs.get(2).at("/read/total_ios").asDouble()).isGreaterThan(b);
  }

  @Test
  void aJobThatBeginsLaterHoldsTheOthersOfItsFlowBackOnlyFromThenOn() throws IOException {
    JsonNode jobs =
        run("""
        [global]
        flow=1
        size=40k
        [a]
        [b]
        startdelay=1d
        [c]
        size=400k
        startdelay=2d
        [d]
        startdelay=2d
        """)
            .get("jobs");

    assertThat(jobs.get(0).at("/job_runtime").asInt()).isEqualTo(1);
    assertThat(jobs.get(1).at("/job_runtime").asInt()).isEqualTo(1);
    assertThat(jobs.get(2).at("/read/total_ios").asInt()).isEqualTo(100);
    assertThat(jobs.get(3).at("/job_runtime").asInt())
        .as("in step with the other job of its time")
        .isEqualTo(2);
  }

  @Test
  @Timeout(60)
  void aFlowWaitsADayForAJobThatPausesWithoutChecksInShortIntervals() throws IOException {
    JsonNode jobs =
        run("""
        [global]
        flow=1
        size=8k
        [a]
        [b]
        thinktime=1d
        thinktime_blocks=1
        """)
            .get("jobs");

    assertThat(jobs.get(0).at("/job_runtime").asLong()).isBetween(86_400_000L, 90_000_000L);
  }

  @Test
  void theGreatestDepthThatMeetsTheLatencyTargetIsFound() throws IOException {
    JsonNode job =
        job(
            "rw=randread size=1m norandommap time_based runtime=1h iodepth=64"
                + " latency_target=550us latency_window=100ms");

    // The last of five I/Os waits for the four before it.
    assertThat(job.get("latency_depth").asInt()).isEqualTo(5);
    assertThat(job.get("latency_target").asInt()).isEqualTo(550);
    assertThat(job.get("job_runtime").asInt()).isLessThan(1000);
  }

  @Test
  void aLatencyRunContinuesWithTheDepthFound() throws IOException {
    JsonNode job =
        job(
            "rw=randread size=1m norandommap time_based runtime=5 iodepth=64 latency_run=1"
                + " latency_target=550us latency_window=100ms latency_percentile=99");

    assertThat(job.get("latency_depth").asInt()).isBetween(4, 6);
    assertThat(job.get("job_runtime").asInt()).isEqualTo(5000);
  }

  @ParameterizedTest
  @CsvSource({"iops:1%", "iops_slope:0.5%", "bw:100000", "bw_slope:1%"})
  void aJobInASteadyStateEnds(String criterion) throws IOException {
    JsonNode job = job("size=1m time_based runtime=1h ss_dur=5 ss_ramp=2 ss=" + criterion);

    assertThat(job.get("job_runtime").asInt()).isBetween(7_000, 9_000);
    assertThat(job.at("/steadystate/attained").asInt()).isOne();
    assertThat(job.at("/steadystate/data/iops")).hasSize(5);
    assertThat(job.at("/steadystate/data/iops_mean").asInt()).isBetween(9_990, 10_010);
  }

  @Test
  void aShareOfTheIosGetsItsOwnPriority() throws IOException {
    JsonNode job =
        job("rw=randrw size=4m prio=3 cmdprio_percentage=30,0 cmdprio_class=1 cmdprio=2");

    JsonNode reads = job.at("/read/prios");
    assertThat(reads).hasSize(2);
    assertThat(reads.get(0).get("prioclass").asInt()).isOne();
    assertThat(reads.get(0).get("prio").asInt()).isEqualTo(2);
    assertThat(reads.get(1).get("prioclass").asInt()).isEqualTo(2);
    double share = reads.get(0).at("/clat_ns/N").asDouble() / job.at("/read/total_ios").asDouble();
    assertThat(share).isCloseTo(0.3, offset(0.06));
    assertThat(job.at("/write/prios")).hasSize(1);
  }

  @Test
  void prioritiesDependOnTheSizeOfAnIo() throws IOException {
    JsonNode job =
        job(
            "rw=randread norandommap size=4m bssplit=4k/50:8k/50"
                + " cmdprio_bssplit=4k/100/1/0:8k/100/3/0");

    assertThat(job.at("/read/prios")).hasSize(2);
    assertThat(job.at("/read/prios/1/prioclass").asInt()).isEqualTo(3);
  }

  @Test
  void errorsThatDoNotEndAJobAreCounted() throws IOException {
    JsonNode job =
        run("[a]\nsize=64k\ncontinue_on_error=read\n", "--driver-option", "broken=64")
            .at("/jobs/0");

    assertThat(status).as(err).isZero();
    assertThat(job.get("total_err").asInt()).isEqualTo(8);
    assertThat(job.get("first_error").asInt()).isEqualTo(61);
    assertThat(job.at("/read/drop_ios").asInt()).isEqualTo(8);
  }

  @Test
  void ignoredErrorsAreNotCounted() throws IOException {
    run("[a]\nsize=64k\nignore_error=61\n", "--driver-option", "broken=64");

    assertThat(status).as(err).isZero();
    assertThat(err).isEmpty();
  }

  @Test
  void anIoBeyondTheMaximumLatencyFailsItsJob() throws IOException {
    run("[a]\nrw=randread\nsize=1m\niodepth=4\nmax_latency=250\n");

    assertThat(status).isEqualTo(ExitStatus.FAILED);
    assertThat(err).contains("job a: max_latency: an I/O took 300000 ns, more than 250000 ns");
  }

  @Test
  void aLogHasALineForEachIo() throws IOException {
    job(
        "rw=rw size=32k prio=3 log_prio=1 log_offset=1 write_lat_log="
            + folder.resolve("x")
            + " write_bw_log="
            + folder.resolve("x")
            + " write_iops_log="
            + folder.resolve("y"));

    List<String> lines = Files.readAllLines(folder.resolve("x_clat.1.log"));
    assertThat(lines)
        .hasSize(8)
        .allMatch(line -> line.matches("0, 100000, [01], 4096, \\d+, 0x4003"));
    assertThat(folder.resolve("x_lat.1.log"))
        .hasSameTextualContentAs(folder.resolve("x_clat.1.log"));
    assertThat(Files.readAllLines(folder.resolve("x_bw.1.log")))
        .hasSize(8)
        .first()
        .asString()
        .startsWith("0, 40960, ");
    assertThat(Files.readAllLines(folder.resolve("y_iops.1.log"))).hasSize(8);
    assertThat(folder.resolve("x_slat.1.log")).isEmptyFile();
  }

  @ParameterizedTest
  @CsvSource({
    "write_lat_log, _slat.2.log",
    "write_bw_log, _bw.2.log",
    "write_iops_log, _iops.2.log",
    "write_iolog, ''"
  })
  void aLogThatCannotBeWrittenIsRefusedBeforeAnyIo(String option, String name) throws IOException {
    run("[a]\nsize=32k\n[b]\nsize=32k\n" + option + "=$DIR/no/x\n");

    assertThat(status).isEqualTo(ExitStatus.FAILED);
    assertThat(err)
        .contains(
            "job b: " + option + ": " + folder + "/no/x" + name + ": no such file or directory");
    assertThat(drive.done).isEmpty();
  }

  @Test
  void aLogHasALineForEachWindow() throws IOException {
    job(
        "size=1m time_based runtime=1 log_avg_msec=250 per_job_logs=0 write_iops_log="
            + folder.resolve("x")
            + " write_lat_log="
            + folder.resolve("x"));

    assertThat(Files.readAllLines(folder.resolve("x_iops.log")))
        .contains("500, 10000, 0, 0, 0", "750, 10000, 0, 0, 0")
        .hasSizeBetween(4, 5);
    assertThat(Files.readAllLines(folder.resolve("x_clat.log")))
        .first()
        .isEqualTo("250, 100000, 0, 0, 0");
  }

  @Test
  void jobsWithTheSameIocontextShareOneContext() throws IOException {
    JsonNode report = run("[a]\nsize=4k\niocontext=x\nprio=2\n[b]\nsize=4k\niocontext=x\nprio=2\n");

    assertThat(status).as(err).isZero();
    assertThat(report.at("/jobs")).hasSize(2);
  }

  @Test
  void jobsOnOneDriveMustAgreeOnItsElevator() throws IOException {
    run("[a]\nsize=4k\nelevator=none\n[b]\nsize=4k\nelevator=bfq\n");

    assertThat(status).isEqualTo(ExitStatus.USAGE);
    assertThat(err)
        .contains(
            "test.fio:6: elevator=bfq: job b: its elevator differs from what job a wants on the same"
                + " drive");
  }

  @Test
  void aJobMayNameItsDriver() throws IOException {
    Path file = Files.writeString(folder.resolve("d.fio"), "[a]\nsize=8k\ndriver=sim-test\n");
    int ended =
        Main.run(
            builder -> builder.driver(drive),
            new PrintWriter(new StringWriter()),
            new PrintWriter(new StringWriter()),
            "run",
            file.toString());

    assertThat(ended).isZero();
    assertThat(drive.done).containsExactly("R 0+8", "R 8+8");
  }

  @Test
  void virtualAndRealDrivesInOneRunAreRefused() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("d.fio"),
            "[a]\nsize=8k\ndriver=sim-test\n[b]\nsize=8k\ndriver=instant\n");
    StringWriter said = new StringWriter();
    int ended =
        Main.run(
            builder -> builder.driver(drive).driver(TestDriver.instant()),
            new PrintWriter(new StringWriter()),
            new PrintWriter(said),
            "run",
            file.toString());

    assertThat(ended).isEqualTo(ExitStatus.USAGE);
    assertThat(said.toString()).contains("job b: its driver 'instant' and 'sim-test' of job a");
  }

  @Test
  void jobsOfTheCommandLineFollowThoseOfTheFiles() throws IOException {
    JsonNode report =
        run("[a]\nsize=8k\n", "--bs=8k", "--name=b", "--rw", "write", "--size=16k", "--stonewall");

    assertThat(status).as(err).isZero();
    assertThat(report.at("/jobs")).hasSize(2);
  }

  @Test
  void aWordThatIsNoOptionIsRefused() throws IOException {
    run("[a]\nsize=4k\n", "--iodepht=4");
    assertThat(err).contains("no such option: '--iodepht'; did you mean '--iodepth'?");
    run("[a]\nsize=4k\n", "--cpus_allowed=1");
    assertThat(err)
        .contains("fio has the option 'cpus_allowed', ioc does not: all jobs run as tasks");
    run("[a]\nsize=4k\n", "--rw");
    assertThat(err).contains("--rw: the option needs a value: --rw=VALUE");
  }
}
