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
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class RunCommandTest {
  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final TestDriver drive = TestDriver.simulated();

  private int run(String jobs, String... options) throws IOException {
    Path file = Files.writeString(folder.resolve("test.fio"), jobs);
    List<String> words = new ArrayList<>(List.of("run", file.toString()));
    words.addAll(List.of(options));
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    return Main.run(
        builder ->
            builder
                .driver(drive)
                .driver(TestDriver.virtualWithPlainName())
                .driver(TestDriver.instant()),
        new PrintWriter(out),
        new PrintWriter(err),
        words.toArray(String[]::new));
  }

  private JsonNode json(String jobs, String... options) throws IOException {
    List<String> all = new ArrayList<>(List.of("--driver", "sim-test", "--output-format", "json"));
    all.addAll(List.of(options));
    assertThat(run(jobs, all.toArray(String[]::new))).as(err.toString()).isEqualTo(ExitStatus.OK);
    assertThat(err.toString()).isEmpty();
    return JsonMapper.builder().build().readTree(out.toString());
  }

  @Test
  void eachIoIsDoneOnceInOrderAndTheReportHasTheTimesOfTheDrive() throws IOException {
    JsonNode read = json("[a]\nsize=16k\n").at("/jobs/0/read");

    assertThat(drive.done).containsExactly("R 0+8", "R 8+8", "R 16+8", "R 24+8");
    assertThat(read.get("total_ios").asInt()).isEqualTo(4);
    assertThat(read.get("io_bytes").asInt()).isEqualTo(16384);
    assertThat(read.at("/clat_ns/min").asLong()).isEqualTo(TestDriver.NANOS);
    assertThat(read.at("/clat_ns/max").asLong()).isEqualTo(TestDriver.NANOS);
    assertThat(read.at("/lat_ns/mean").asDouble()).isCloseTo(TestDriver.NANOS, offset(0.001));
  }

  @Test
  void asManyIosAreInFlightAsIodepthAllows() throws IOException {
    JsonNode job = json("[a]\nrw=randread\nsize=64k\niodepth=4\n").at("/jobs/0");

    assertThat(job.at("/read/total_ios").asInt()).isEqualTo(16);
    // The drive performs one I/O at a time, so the last of four I/Os waits for the three before it.
    assertThat(job.at("/read/lat_ns/max").asLong()).isEqualTo(4 * TestDriver.NANOS);
    assertThat(job.at("/iodepth_level/4").asDouble()).isGreaterThan(80);
    assertThat(job.at("/iodepth_level/8").asDouble()).isZero();
  }

  @Test
  void latenciesAreDividedIntoQueueTimeAndDeviceTime() throws IOException {
    JsonNode ioc =
        json("[a]\nsize=64k\niodepth=4\nrw=randread\n", "--queue-depth", "1").at("/ioc/jobs/0");

    assertThat(ioc.at("/device_ns/max").asLong()).isEqualTo(TestDriver.NANOS);
    assertThat(ioc.at("/queue_ns/max").asLong()).isEqualTo(3 * TestDriver.NANOS);
  }

  @Test
  void phasesRunOneAfterAnother() throws IOException {
    json("[global]\nsize=8k\nfilename=x\n[w]\nrw=write\n[r]\nstonewall\nrw=read\n");

    assertThat(drive.done).containsExactly("W 0+8", "W 8+8", "R 0+8", "R 8+8");
  }

  @Test
  void filesAreLaidEndToEndOnADrive() throws IOException {
    json("[global]\nsize=4k\n[a]\n[b]\nstonewall\n");

    assertThat(drive.done).containsExactly("R 0+8", "R 128+8");
  }

  @Test
  void aJobEndsWhenItsRuntimeIsOver() throws IOException {
    JsonNode job = json("[a]\nsize=4k\ntime_based\nruntime=2ms\n").at("/jobs/0");

    assertThat(job.at("/read/total_ios").asInt()).isEqualTo(20);
    assertThat(job.at("/job_runtime").asInt()).isEqualTo(2);
  }

  @Test
  void theRuntimeCountsFromTheDelayedStart() throws IOException {
    JsonNode root =
        json("[a]\nsize=4k\ntime_based\nruntime=1ms\n[b]\nsize=4k\nstartdelay=5ms\nruntime=1ms\n");

    assertThat(root.at("/jobs/0/read/total_ios").asInt()).isEqualTo(10);
    assertThat(root.at("/jobs/1/read/total_ios").asInt()).isEqualTo(1);
    assertThat(root.at("/jobs/1/job_runtime").asInt()).isZero();
  }

  @Test
  void anAttributeOfAnElevatorThatDoesNotRunIsRefused() {
    CommandRun run =
        CommandRun.of("run", "--set", "bfq.slice_idle=0", "--name=a", "--size=4k", "--rw=read");

    assertThat(run.status()).isEqualTo(ExitStatus.USAGE);
    assertThat(run.err()).contains("--set: 'bfq.slice_idle'", "--elevator");
  }

  @Test
  void aJobPausesAfterItsNumberOfBlocks() throws IOException {
    JsonNode job = json("[a]\nsize=32k\nthinktime=10ms\nthinktime_blocks=4\n").at("/jobs/0");

    assertThat(job.at("/read/total_ios").asInt()).isEqualTo(8);
    // The job does I/O for 0.8 ms. A pause follows the fourth and the eighth I/O, although no I/O
    // follows the second pause.
    assertThat(job.at("/job_runtime").asInt()).isBetween(10, 20);
  }

  @Test
  void aPauseEndsWithTheRuntime() throws IOException {
    JsonNode job = json("[a]\nsize=4k\ntime_based\nruntime=3ms\nthinktime=1s\n").at("/jobs/0");

    assertThat(job.at("/job_runtime").asInt()).isEqualTo(3);
  }

  @Test
  void numberIosLimitsTheIosOfEachPass() throws IOException {
    JsonNode job = json("[a]\nsize=64k\nnumber_ios=3\nloops=2\n").at("/jobs/0");

    assertThat(job.at("/read/total_ios").asInt()).isEqualTo(6);
  }

  @Test
  void readsAndWritesAreMixedInTheGivenShare() throws IOException {
    JsonNode job = json("[a]\nrw=randrw\nrwmixread=75\nsize=4m\niodepth=4\n").at("/jobs/0");

    int reads = job.at("/read/total_ios").asInt();
    int writes = job.at("/write/total_ios").asInt();
    assertThat(reads + writes).isEqualTo(1024);
    assertThat(reads).isBetween(700, 840);
  }

  @Test
  void ratesAreSampled() throws IOException {
    JsonNode read = json("[a]\nsize=4k\ntime_based\nruntime=2\n").at("/jobs/0/read");

    assertThat(read.get("iops_samples").asInt()).isBetween(3, 4);
    assertThat(read.get("iops_mean").asDouble()).isCloseTo(10_000, offset(1.0));
  }

  @Test
  void theSameSeedGivesTheSameReport() throws IOException {
    String jobs = "[a]\nrw=randrw\nsize=1m\niodepth=8\nnumjobs=3\n[b]\nprioclass=1\nsize=64k\n";

    String first = withoutTheDay(json(jobs, "--seed", "7"));
    String second = withoutTheDay(json(jobs, "--seed", "7"));
    String other = withoutTheDay(json(jobs, "--seed", "8"));

    assertThat(second).isEqualTo(first);
    assertThat(other).isNotEqualTo(first);
  }

  private static String withoutTheDay(JsonNode report) {
    return report
        .toString()
        .replaceAll("\"(timestamp|timestamp_ms|usr_cpu|sys_cpu|ctx|majf|minf)\":[0-9.]+", "$1")
        .replaceAll("\"time\":\"[^\"]*\"", "time")
        .replaceAll("\"seed\":[0-9]+", "seed");
  }

  @Test
  void aFailedIoEndsItsJobWithOneLineAndStatusOne() throws IOException {
    int status =
        run(
            "[bad]\nsize=64k\n[good]\nsize=4k\n",
            "--driver",
            "sim-test",
            "--driver-option",
            "broken=16");

    assertThat(status).isEqualTo(ExitStatus.FAILED);
    assertThat(err.toString().lines())
        .containsExactly(
            "ioc: job good: medium error on read of good.0.0: offset=0, length=4096",
            "ioc: job bad: medium error on read of bad.0.0: offset=8192, length=4096");
    assertThat(out.toString()).contains("bad: (groupid=0, jobs=1): err=61 (medium error)");
  }

  @Test
  void aDriverInVirtualTimeNeedsNoPrefixInItsName() throws IOException {
    assertThat(run("[a]\nsize=4k\nruntime=9d\n", "--driver", "plain")).isEqualTo(ExitStatus.OK);
    assertThat(out.toString()).contains("IOPS=").contains("ioengine=plain");
  }

  @Test
  void jobsWithoutPausesRunInRealTime() throws IOException {
    int status =
        run(
            "[a]\nrw=randread\nsize=1m\nloops=20\niodepth=8\nnumjobs=4\ngroup_reporting\n",
            "--driver",
            "instant",
            "--output-format",
            "json");

    assertThat(status).as(err.toString()).isEqualTo(ExitStatus.OK);
    JsonNode root = JsonMapper.builder().build().readTree(out.toString());
    assertThat(root.at("/jobs/0/read/total_ios").asInt()).isEqualTo(4 * 20 * 256);
  }

  @Test
  void theReportGoesToTheFileOnly() throws IOException {
    Path report = folder.resolve("report.txt");

    assertThat(run("[a]\nsize=4k\n", "--driver", "sim-test", "--output", report.toString()))
        .isEqualTo(ExitStatus.OK);
    assertThat(out.toString()).isEmpty();
    assertThat(report).content().startsWith("a: (g=0): rw=read").contains("Run status group 0");
  }

  @Test
  void theCommandLineOverridesTheJobFile() throws IOException {
    JsonNode read = json("[a]\nsize=1g\n", "--size", "8k").at("/jobs/0/read");

    assertThat(read.get("total_ios").asInt()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--elevator | cfq | there is no elevator 'cfq'; there are none",
        "--set | x=1 | sim-test has no elevator, so it has no tunable ",
        "--set | x | --set: 'x' is not of the form ATTR=VALUE",
        "--driver | sim-tset | no such driver: 'sim-tset'; expected one of ",
        "--driver-option | foo=1 | the driver 'sim-test' has no option 'foo'; it has broken, ",
        "--queue-depth | 0 | --queue-depth: '0' is out of range; expected at least 1",
        "--nr-requests | 0 | --nr-requests: '0' is out of range; expected at least 1",
        "--size | 4x | --size: size=4x: 'x' in '4x' is not a unit;",
        "--runtime | soon | --runtime: runtime=soon: 'soon' is not a time",
        "--plugins | /nope | --plugins: /nope: no such folder",
        "--output-format | xml | invalid value for option '--output-format'"
      })
  void aWrongWordIsOneLineAndStatusTwo(String option, String value, String line)
      throws IOException {
    String[] words =
        option.equals("--driver")
            ? new String[] {option, value}
            : new String[] {"--driver", "sim-test", option, value};

    assertThat(run("[a]\nsize=4k\n", words)).isEqualTo(ExitStatus.USAGE);
    assertThat(err.toString()).startsWith("ioc: ").contains(line).hasLineCount(1);
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void directIoInPartsOfSectorsIsRefused() throws IOException {
    assertThat(run("[a]\nsize=1m\nbs=1000\ndirect=1\n", "--driver", "sim-test"))
        .isEqualTo(ExitStatus.USAGE);
    assertThat(err.toString())
        .contains(
            "test.fio:3: bs=1000: job a: a block of 1000 bytes; direct I/O and trims need multiples of 512");
  }

  @Test
  void filesThatDoNotFitOnTheDriveAreRefused() throws IOException {
    assertThat(run("[a]\nsize=1g\n", "--driver", "sim-test")).isEqualTo(ExitStatus.USAGE);
    assertThat(err.toString())
        .endsWith(
            "test.fio:2: size=1g: job a: sim-test: holds 536870912 bytes, the jobs' files need"
                + " 1073741824"
                + System.lineSeparator());
  }

  @Test
  void aJobThatNeedsTooMuchMemoryIsRefusedInOneLine() throws IOException {
    assertThat(run("[a]\nsize=512m\nbs=512m\niodepth=1000000\n", "--driver", "sim-test"))
        .isEqualTo(ExitStatus.USAGE);
    assertThat(err.toString())
        .contains(
            "test.fio:4: iodepth=1000000: job a: one buffer of 536870912 bytes for each of 1000000")
        .contains("needs 512000000 MiB of memory; jobs may take ")
        .hasLineCount(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "size=(2^62) | test.fio:2: size=(2^62): job a: the files of all jobs up to this one have",
        "bs=512 size=100t rw=randread | test.fio:3: size=100t: job a: the map of 214748364800 random",
        "size=4k elevator=cfq | test.fio:3: elevator=cfq: job a: there is no elevator 'cfq'",
        "size=4k offset=9223372036854771712 | test.fio:3: offset=9223372036854771712: job a: "
      })
  void aJobThatNoDriveCanServeIsRefusedAtItsOption(String lines, String message)
      throws IOException {
    assertThat(run("[a]\n" + lines.replace(' ', '\n') + "\n", "--driver", "instant"))
        .isEqualTo(ExitStatus.USAGE);
    assertThat(err.toString()).contains(message).hasLineCount(1);
  }
}
