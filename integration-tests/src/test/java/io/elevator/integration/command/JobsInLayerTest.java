package io.elevator.integration.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.integration.distribution.Distribution;
import io.elevator.integration.integrity.UringDriver;
import io.elevator.testing.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Job options about contexts, groups and randomness, and the effect of each in the block layer. */
class JobsInLayerTest {
  private static final Pattern ICQS = Pattern.compile("\"bfq_io_cq\".*?\"allocated\" : (\\d+)");
  private static final Pattern REGISTERED = Pattern.compile("\"registered\" : (\\d+)");
  private static final Pattern REGISTERED_BYTES = Pattern.compile("\"registered_bytes\" : (\\d+)");
  private static final Pattern BYTES = Pattern.compile("\"io_bytes\" : (\\d+)");

  /** One job for each family of options whose outcome depends on randomness or time. */
  private static final String EVERYTHING =
      """
      [global]
      size=4m
      time_based
      runtime=400ms
      iodepth=4
      [zipf]
      bssplit=4k/60:16k/30:64k/10
      rw=randrw
      rwmixread=70
      random_distribution=zipf:1.1
      percentage_random=80
      cmdprio_percentage=20
      cmdprio_class=1
      thinktime=2ms
      thinktime_blocks=7
      iocontext=shared
      group=left/inner
      weight=200
      [normal]
      bssplit=4k/60:16k/30:64k/10
      rw=randread
      random_distribution=normal:20
      rate_iops=300
      rate_process=poisson
      iocontext=shared
      flow=3
      offset=100m
      [zoned]
      bssplit=4k/60:16k/30:64k/10
      rw=randread
      random_distribution=zoned:60/10:30/20:10/70
      random_generator=lfsr
      norandommap
      flow=1
      group=right
      offset=200m
      [strided]
      rw=read
      bs=4k
      zonemode=strided
      zonesize=64k
      zonerange=256k
      zoneskip=64k
      offset=300m
      numjobs=2
      [target]
      stonewall
      rw=randread
      bs=4k
      iodepth=32
      latency_target=40ms
      latency_window=50ms
      latency_percentile=95
      offset=400m
      [steady]
      stonewall
      rw=randread
      bs=4k
      runtime=20s
      ss=iops:20%
      ss_dur=3s
      offset=500m
      [checked]
      stonewall
      rw=randwrite
      bs=4k
      size=1m
      time_based=0
      runtime=0
      verify=sha256
      verify_fatal=1
      fsync=16
      offset=600m
      """;

  @TempDir Path folder;

  private IocProcess.Outcome report(String jobs, String... words) throws Exception {
    Files.writeString(folder.resolve("jobs.fio"), jobs);
    List<String> all = new ArrayList<>(List.of("run", "--output-format", "json"));
    all.addAll(List.of(words));
    all.add("jobs.fio");
    IocProcess.Outcome outcome = new IocProcess(folder).run(all.toArray(String[]::new));
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.status()).isZero();
    return outcome;
  }

  private static List<Long> all(Pattern pattern, IocProcess.Outcome outcome) {
    List<Long> found = new ArrayList<>();
    Matcher matcher = pattern.matcher(outcome.out().replace('\n', ' '));
    while (matcher.find()) {
      found.add(Long.parseLong(matcher.group(1)));
    }
    return found;
  }

  @ParameterizedTest
  @CsvSource({"sim-hdd, bfq", "sim-ssd, kyber", "sim-ssd, mq-deadline"})
  void reportIsTheSameToTheByteForTheSameSeed(String driver, String elevator) throws Exception {
    String[] words = {"--driver", driver, "--elevator", elevator, "--seed", "11"};
    String first = report(EVERYTHING, words).repeatable();
    assertThat(report(EVERYTHING, words).repeatable()).isEqualTo(first);
    words[words.length - 1] = "12";
    assertThat(report(EVERYTHING, words).repeatable()).isNotEqualTo(first);
  }

  @Test
  void jobsOfOneIoContextShareAnIcqAndOthersHaveTheirOwn() throws Exception {
    String jobs =
        """
        [global]
        driver=sim-hdd
        elevator=bfq
        size=256k
        rw=randread
        [a]
        %s
        [b]
        %s
        offset=1m
        """;
    assertThat(all(ICQS, report(jobs.formatted("iocontext=x", "iocontext=x")))).containsExactly(1L);
    assertThat(all(ICQS, report(jobs.formatted("iocontext=x", "iocontext=y")))).containsExactly(2L);
    assertThat(all(ICQS, report(jobs.formatted("", "")))).containsExactly(2L);
  }

  @ParameterizedTest
  @ValueSource(ints = {100, 300, 600})
  void groupsGetTheirShareByWeight(int weight) throws Exception {
    String jobs =
        """
        [global]
        driver=sim-hdd
        elevator=bfq
        elevator_attr=low_latency=0
        size=64m
        rw=randread
        bs=64k
        iodepth=8
        time_based
        runtime=10
        [light]
        group=tenants/light
        weight=100
        [heavy]
        group=tenants/heavy
        weight=%d
        offset=1g
        """
            .formatted(weight);
    List<Long> bytes = all(BYTES, report(jobs));
    // The list has three entries for each job: bytes read, written and trimmed.
    double share = (double) bytes.get(3) / bytes.get(0);
    assertThat(share).isBetween(weight / 100.0 * 0.8, weight / 100.0 * 1.25);
  }

  @Test
  void reportNotesADriveThatCannotUseRegisteredMemory() throws Exception {
    String jobs = "[a]\ndriver=memory\nsize=1m\nrw=write\nfixedbufs=1\nregisterfiles=1\n";
    String why = "goes on without registered memory: this driver does not register memory";
    Files.writeString(folder.resolve("wish.fio"), jobs);
    IocProcess.Outcome outcome =
        new IocProcess(folder).run("run", "--output-format", "json", "wish.fio");
    assertThat(outcome.status()).isZero();
    assertThat(outcome.err()).containsExactly("ioc: job a: memory " + why);
    assertThat(outcome.out()).contains(why, "\"total_ios\" : 256");
    assertThat(report(jobs.replace("fixedbufs=1", "fixedbufs=0")).out())
        .doesNotContain("registered memory");
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "1"})
  @Requires(kernel = UringDriver.class)
  void jobsCanRegisterMemoryWithARing(String fixed) throws Exception {
    String jobs =
        """
        [a]
        ioengine=io_uring
        filename=data
        size=1m
        bs=64k
        iodepth=4
        rw=randwrite
        verify=crc32c
        fixedbufs=%s
        """
            .formatted(fixed);
    Files.writeString(folder.resolve("fixed.fio"), jobs);
    IocProcess.Outcome outcome =
        new IocProcess(folder).run("run", "--output-format", "json", "fixed.fio");
    assertThat(outcome.status()).isZero();
    boolean isRefused = outcome.out().contains("goes on without registered memory");
    // Linux before 5.19 cannot register memory. Adjacent bios merge into one request, so the number
    // of requests varies.
    assertThat(all(REGISTERED, outcome)).hasSize(1);
    assertThat(all(REGISTERED, outcome).getFirst() > 0).isEqualTo(fixed.equals("1") && !isRefused);
    assertThat(all(REGISTERED_BYTES, outcome)).containsExactly(0L);
  }

  @Test
  void withoutIoUringTheFileDriverIsUsedAndTheReportNotesIt() throws Exception {
    // Starts the command as the launcher does, but without the option for native access.
    Path out = folder.resolve("out.txt");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-p",
                Distribution.home().resolve("lib").toAbsolutePath().toString(),
                "-m",
                "io.elevator.cli/io.elevator.cli.Main",
                "run",
                "--driver=auto",
                "--name=a",
                "--ioengine=io_uring",
                "--filename=data",
                "--size=64k",
                "--rw=write")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(out.toFile())
            .start();
    assertThat(process.waitFor()).isZero();
    assertThat(Files.readString(out))
        .contains(
            "a: driver 'uring' cannot be used: ",
            ", for ioengine=io_uring; file does its work",
            "issued rwts: total=0,16,0,0");
    assertThat(folder.resolve("data")).hasSize(64 << 10);
  }

  @Test
  void devNullAndDevZeroNeedNoDrive() throws IOException, InterruptedException {
    Files.writeString(
        folder.resolve("nowhere.fio"),
        """
        [global]
        size=1m
        bs=128k
        [out]
        filename=/dev/null
        rw=write
        [in]
        stonewall
        filename=/dev/zero
        rw=randread
        """);
    IocProcess.Outcome outcome = new IocProcess(folder).run("run", "nowhere.fio");
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.status()).isZero();
    assertThat(outcome.out())
        .contains(
            "out: /dev/null is no drive; driver null does its work",
            "in: /dev/zero is no drive; driver null does its work",
            "issued rwts: total=0,8,0,0",
            "issued rwts: total=8,0,0,0");
  }
}
