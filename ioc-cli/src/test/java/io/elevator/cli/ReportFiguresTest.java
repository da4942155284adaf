package io.elevator.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Tests the figures of the JSON report that scripts made for fio read. The expected values come
 * from runs of fio 3.33.
 */
class ReportFiguresTest {
  @TempDir Path folder;

  private JsonNode run(TestDriver drive, String jobs, String... options) throws IOException {
    List<String> words =
        new ArrayList<>(List.of("run", "--driver", drive.name(), "--output-format", "json"));
    if (!jobs.isEmpty()) {
      words.add(Files.writeString(folder.resolve("test.fio"), jobs).toString());
    }
    words.addAll(List.of(options));
    StringWriter out = new StringWriter();
    StringWriter said = new StringWriter();
    int status =
        Main.run(
            builder -> builder.driver(drive),
            new PrintWriter(out),
            new PrintWriter(said),
            words.toArray(String[]::new));
    assertThat(status).as(said.toString()).isEqualTo(ExitStatus.OK);
    return JsonMapper.builder().build().readTree(out.toString());
  }

  private JsonNode simulated(String jobs, String... options) throws IOException {
    return run(TestDriver.simulated(), jobs, options);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[a];size=4k | 1",
        "[a];runtime=1;time_based;size=4k | 2",
        "[a];runtime=1500ms;time_based;size=4k | 2",
        "[a];runtime=2;time_based;size=4k | 3",
        "[a];runtime=1;time_based;startdelay=2;size=4k | 4",
        "[a];runtime=1;time_based;ramp_time=2;size=4k | 4",
        "[a];runtime=1;time_based;size=4k;[b];size=4k;runtime=3;time_based | 4",
        "[a];runtime=1;time_based;size=4k;[b];stonewall;size=4k;runtime=2;time_based | 4"
      })
  void eachJobReportsTheElapsedTimeOfTheRun(String jobs, int seconds) throws IOException {
    assertThat(simulated(jobs.replace(';', '\n') + "\n").get("jobs"))
        .isNotEmpty()
        .allSatisfy(job -> assertThat(job.get("elapsed").asInt()).isEqualTo(seconds));
  }

  @ParameterizedTest
  @ValueSource(strings = {"gtod_reduce", "disable_bw_measurement", "disable_bw"})
  void ratesAreSampledEvenIfNothingElseIsMeasured(String option) throws IOException {
    String job = "[a]\nsize=4k\ntime_based\nruntime=2\n";
    JsonNode all = simulated(job).at("/jobs/0/read");
    JsonNode reduced = simulated(job + option + "=1\n").at("/jobs/0/read");

    assertThat(all.get("bw_samples").asInt()).isGreaterThanOrEqualTo(3);
    for (String figure : List.of("bw_samples", "bw_mean", "iops_samples", "iops_mean")) {
      assertThat(reduced.get(figure)).as(figure).isEqualTo(all.get(figure));
    }
  }

  @Test
  void drivesAreListedIfAnyJobWantsThem() throws IOException {
    assertThat(simulated("[a]\nsize=4k\ndisk_util=0\n").has("disk_util")).isFalse();
    assertThat(simulated("[a]\nsize=4k\ndisk_util=0\n[b]\nsize=4k\n").get("disk_util")).hasSize(1);
  }

  @Test
  void optionsOfAJobHaveTheNamesThatTheUserWrote() throws IOException {
    JsonNode report = simulated("[global]\nblocksize=4k\n[a]\nreadwrite=read\nsize=4k\nthread\n");

    assertThat(report.get("global options")).hasToString("{\"blocksize\":\"4k\"}");
    assertThat(report.at("/jobs/0/job options"))
        .hasToString("{\"readwrite\":\"read\",\"size\":\"4k\"}");
    assertThat(simulated("", "--blocksize=4k", "--name=a", "--size=4k").at("/jobs/0/job options"))
        .hasToString("{\"name\":\"a\",\"size\":\"4k\"}");
  }

  @Test
  void latenciesAddUpEvenIfSomeIosEndWithinTheirSubmission() throws IOException {
    JsonNode read =
        run(TestDriver.instant(), "[a]\nsize=1m\n", "--driver-option", "later=1")
            .at("/jobs/0/read");

    assertThat(read.at("/slat_ns/N").asLong()).isEqualTo(256);
    assertThat(read.at("/clat_ns/N").asLong()).isEqualTo(256);
    double parts = read.at("/slat_ns/mean").asDouble() + read.at("/clat_ns/mean").asDouble();
    assertThat(parts).isCloseTo(read.at("/lat_ns/mean").asDouble(), within(0.01));
  }

  @ParameterizedTest
  @ValueSource(strings = {"psync", "null"})
  void synchronousEnginesHaveNoSubmissionLatency(String engine) throws IOException {
    JsonNode read =
        run(
                TestDriver.instant(),
                "[a]\nsize=1m\nioengine=" + engine + "\n",
                "--driver-option",
                "later=1")
            .at("/jobs/0/read");

    assertThat(read.at("/slat_ns/N").asLong()).isZero();
    assertThat(read.get("clat_ns").get("mean")).isEqualTo(read.get("lat_ns").get("mean"));
  }

  @Test
  void jsonPlusHasAllLatenciesAndAListOfFormatsHasEachOfThem() throws IOException {
    String[] words = {"run", "--ioengine=null", "--name=a", "--size=4k", "--quiet"};
    String[] all = Arrays.copyOf(words, words.length + 1);
    all[words.length] = "--output-format=json,normal";
    // The order is that of fio: the announcement of the jobs, then JSON, then the text report.
    assertThat(CommandRun.of(all).out())
        .containsSubsequence("a: (g=0): rw=read", "\"fio version\"", "issued rwts: total=1,0,0,0");
    all[words.length] = "--output-format=json+";
    JsonNode plus = JsonMapper.builder().build().readTree(CommandRun.of(all).out());
    assertThat(plus.at("/jobs/0/read/clat_ns/bins").properties())
        .singleElement()
        .satisfies(bin -> assertThat(bin.getValue().asInt()).isEqualTo(1));
    all[words.length] = "--output-format=json";
    JsonNode plain = JsonMapper.builder().build().readTree(CommandRun.of(all).out());
    assertThat(plain.at("/jobs/0/read/clat_ns").has("bins")).isFalse();
    all[words.length] = "--output-format=xml";
    assertThat(CommandRun.of(all).err()).contains("'xml' is not a format");
  }

  @ParameterizedTest
  @CsvSource({"randwrite, 1, true", "randread, 1, false", "randwrite, 0, false"})
  void overlappingIosWaitForEachOtherIfOneWrites(String mode, int serialized, boolean waits)
      throws IOException {
    // The file has two blocks and the depth is eight: without serialization all eight I/Os are in
    // flight.
    JsonNode job =
        simulated(
                "[a]\nsize=8k\nio_size=256k\nnorandommap\niodepth=8\nrw="
                    + mode
                    + "\nserialize_overlap="
                    + serialized
                    + "\n",
                "--queue-depth",
                "64")
            .at("/jobs/0");
    JsonNode levels = job.get("iodepth_level");

    assertThat(job.at("/read/total_ios").asInt() + job.at("/write/total_ios").asInt())
        .isEqualTo(64);
    if (waits) {
      assertThat(levels.get("1").asDouble() + levels.get("2").asDouble()).isEqualTo(100);
    } else {
      assertThat(levels.get("8").asDouble()).isGreaterThan(80);
    }
  }
}
