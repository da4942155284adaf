package io.elevator.integration.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.integration.distribution.Distribution;
import io.elevator.testing.Requires;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Comparing elevators and replaying traces with the distribution; the report page is checked in a
 * browser.
 */
class CompareTest {
  private static final Pattern DRAWN = Pattern.compile("data-drawn=\"(\\d+)\"");
  private static final Pattern PICTURE =
      Pattern.compile("<pre id=\"picture\">(.*)</pre>", Pattern.DOTALL);

  private static final Pattern LANE = Pattern.compile("<dt>(\\S[^<]* · [^<]*?) ?<span>");
  private static final Pattern IOS = Pattern.compile("\"ios\" : (\\d+)");
  private static final Pattern RUNTIME = Pattern.compile("\"runtime_ns\" : (\\d+)");

  @TempDir Path folder;

  private static Path root() {
    return Distribution.home().resolve("../../..").toAbsolutePath().normalize();
  }

  private IocProcess.Outcome compare(String... more) throws IOException, InterruptedException {
    return new IocProcess(folder)
        .run(
            Stream.concat(
                    Stream.of(
                        "compare",
                        "--driver",
                        "sim-hdd",
                        root().resolve("examples/browser-and-copy.fio").toString()),
                    Stream.of(more))
                .toArray(String[]::new));
  }

  @Test
  void comparisonOutputIsTheSameToTheByteEachTime() throws IOException, InterruptedException {
    IocProcess.Outcome first = compare("--runtime=1", "--output-format", "json");
    assertThat(first.err()).isEmpty();
    assertThat(first.status()).isZero();
    assertThat(first.out())
        .contains("\"label\" : \"bfq\"", "\"label\" : \"kyber\"", "\"label\" : \"none\"");
    assertThat(compare("--runtime=1", "--output-format", "json").out()).isEqualTo(first.out());
  }

  @Test
  void comparisonShowsATableWithTheSpreadOverRounds() throws IOException, InterruptedException {
    IocProcess.Outcome outcome =
        compare("--runtime=1", "--rounds", "2", "--elevators", "bfq,mq-deadline");
    assertThat(outcome.status()).isZero();
    assertThat(outcome.out()).contains("p99.9", "in queue", "bfq", "mq-deadline", "browser", "±");
  }

  @Test
  void unknownElevatorIsNamed() throws IOException, InterruptedException {
    IocProcess.Outcome outcome = compare("--elevators", "bfg");
    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.err()).singleElement().asString().contains("bfg");
  }

  @Test
  @Requires(tools = "chromium")
  void pageDrawsAllItsChartsWithoutANetwork() throws IOException, InterruptedException {
    Path page = folder.resolve("page.html");
    assertThat(compare("--runtime=1", "--html", page.toString()).status()).isZero();
    Matcher drawn = DRAWN.matcher(dump(page.toUri().toString()));
    assertThat(drawn.find()).as("the script came to its end").isTrue();
    // Charts: the latency of three tasks, shares, times, and for each of four elevators bandwidth
    // and dispatches.
    assertThat(Integer.parseInt(drawn.group(1))).isGreaterThanOrEqualTo(3 + 2 + 4 + 4);
  }

  @Test
  @Requires(tools = "chromium")
  void pageShowsAndExplainsEachElevatorsDecisionsOverTime()
      throws IOException, InterruptedException {
    Files.writeString(
        folder.resolve("crowd.fio"),
        """
        [global]
        size=4g
        ioengine=libaio
        runtime=2
        time_based
        [reader]
        filename=a
        rw=randread
        iodepth=64
        [writer]
        filename=b
        rw=randwrite
        bs=64k
        iodepth=64
        [low]
        filename=c
        rw=randread
        prioclass=3
        """);
    String crowd =
        page(
            "crowd.fio",
            "none,mq-deadline,bfq",
            "--set=mq-deadline.prio_aging_expire=200",
            "--set=mq-deadline.read_expire=100");
    assertThat(lanes(crowd))
        .contains("read batch · sweep begins at the oldest", "write batch · sweep resumed")
        .contains("writes forced · passed over often enough", "aged · waited too long")
        .contains("serve · turn", "expire · budget-exhausted", "raise · interactive");
    assertThat(crowd)
        .contains("<dd>The turn of a task's queue begins.</dd>", "Nothing was told by: none.")
        .doesNotContain("<dd>The elevator does not say what this means.</dd>");

    Files.writeString(
        folder.resolve("light-writes.fio"),
        """
        [global]
        size=4g
        ioengine=libaio
        runtime=3
        time_based
        [reader]
        filename=a
        rw=randread
        iodepth=8
        [writer]
        filename=b
        rw=randwrite
        thinktime=1ms
        """);
    assertThat(lanes(page("light-writes.fio", "kyber")))
        .containsExactly("write depth · device congested");
  }

  /** Returns the report page about a job on a simulated disk, as the browser shows it. */
  private String page(String job, String elevators, String... more)
      throws IOException, InterruptedException {
    Path page = folder.resolve(job + ".html");
    List<String> words = new ArrayList<>(List.of("compare", "--driver", "sim-hdd", job));
    words.addAll(List.of("--elevators", elevators, "--html", page.toString()));
    words.addAll(List.of(more));
    IocProcess.Outcome outcome = new IocProcess(folder).run(words.toArray(String[]::new));
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.status()).isZero();
    String drawn = dump(page.toUri().toString());
    assertThat(DRAWN.matcher(drawn).find()).as("the script came to its end").isTrue();
    return drawn;
  }

  /**
   * Returns the lanes of all charts of decisions, by the names in their legends. A chart contains
   * only the lanes that it draws.
   */
  private static List<String> lanes(String page) {
    return LANE.matcher(page).results().map(found -> found.group(1)).toList();
  }

  @Test
  void figuresOfThePageAreTheSameToTheByteWithTheSameSeed()
      throws IOException, InterruptedException {
    Path first = folder.resolve("first.html");
    Path second = folder.resolve("second.html");
    assertThat(compare("--runtime=1", "--html", first.toString()).status()).isZero();
    assertThat(compare("--runtime=1", "--html", second.toString()).status()).isZero();
    assertThat(second).hasSameBinaryContentAs(first);
    assertThat(Files.readString(first)).contains("\"decisions_over_time\":{");
  }

  @Test
  @Requires(tools = "chromium")
  void pictureInReadmeEqualsTheOutputOfItsCommand() throws IOException, InterruptedException {
    Path page = folder.resolve("page.html");
    assertThat(compare("--html", page.toString()).status()).isZero();
    Matcher picture = PICTURE.matcher(dump(page.toUri() + "#picture"));
    assertThat(picture.find()).isTrue();
    assertThat(
            picture
                .group(1)
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&nbsp;", "\u00a0")
                .replace("&amp;", "&"))
        .isEqualTo(Files.readString(root().resolve("docs/images/comparison.svg")));
  }

  @Test
  void sampleTracesAreReplayed() throws IOException, InterruptedException {
    try (Stream<Path> traces = Files.list(root().resolve("examples/traces"))) {
      for (Path trace : traces.sorted().toList()) {
        IocProcess.Outcome outcome =
            new IocProcess(folder)
                .run("replay", "--driver", "sim-hdd", "--speed", "10", trace.toString());
        assertThat(outcome.err()).as(trace.toString()).isEmpty();
        assertThat(outcome.status()).isZero();
        assertThat(outcome.out()).contains("mq-deadline", "all", "note: the trace is");
      }
    }
  }

  @Test
  void comparisonOnARealFileCreatesAFileForEachRun() throws IOException, InterruptedException {
    Files.writeString(
        folder.resolve("jobs.fio"),
        """
        [global]
        filename=data
        size=2m
        [reader]
        rw=randread
        [writer]
        rw=randwrite
        bs=16k
        fsync=8
        """);
    IocProcess.Outcome outcome =
        new IocProcess(folder)
            .run(
                "compare",
                "--driver=file",
                "--elevators=none,bfq,kyber",
                "--rounds=2",
                "--output-format=json",
                "jobs.fio");
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.status()).isZero();
    // Each of the three elevators performs 512 reads and 128 writes in every round.
    assertThat(all(IOS, outcome.out())).containsOnly(512L, 128L, 640L);
    assertThat(outcome.out())
        .contains("\"label\" : \"none\"", "\"label\" : \"bfq\"", "\"label\" : \"kyber\"");
  }

  private static List<Long> all(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(found -> Long.parseLong(found.group(1))).toList();
  }

  @Test
  void traceIsReplayedAtTheRequestedSpeed() throws IOException, InterruptedException {
    long recorded = runtime("1");
    // According to the trace, its last bio was submitted 2.27 s after its first.
    assertThat(recorded).isBetween(2_270_000_000L, 2_280_000_000L);
    assertThat(runtime("10")).isBetween(recorded / 10, recorded / 10 + 1_000_000);
    assertThat(runtime("0.5")).isBetween(recorded * 2 - 10_000_000, recorded * 2);
    assertThat(runtime("max")).isLessThan(recorded / 10);
  }

  private long runtime(String speed) throws IOException, InterruptedException {
    IocProcess.Outcome outcome =
        new IocProcess(folder)
            .run(
                "replay",
                "--driver=sim-ssd",
                "--speed",
                speed,
                "--output-format=json",
                root().resolve("examples/traces/msr-cambridge.csv").toString());
    assertThat(outcome.err()).isEmpty();
    return all(RUNTIME, outcome.out()).getFirst();
  }

  @Test
  void traceLargerThanTheHeapIsReplayed() throws IOException, InterruptedException {
    final int ios = 700_000;
    Path trace = folder.resolve("large.csv");
    try (BufferedWriter out = Files.newBufferedWriter(trace)) {
      for (int i = 0; i < ios; i++) {
        long offset = i * 7919L % 200_000 * 4096;
        out.write(
            "0," + (i % 3 == 0 ? "W," : "R,") + offset + ",4096," + (1_577_808_000_000_000L + i));
        out.newLine();
      }
    }
    assertThat(Files.size(trace)).isGreaterThan(20 << 20);
    IocProcess.Outcome outcome =
        new IocProcess(folder)
            .runAfter(
                "export IOC_JAVA_OPTS=-Xmx16m",
                "replay",
                "--driver=null",
                "--speed=max",
                "--output-format=json",
                trace.toString());
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.status()).isZero();
    assertThat(all(IOS, outcome.out())).containsOnly((long) ios);
  }

  @Test
  void traceIsReplayedOnARealFileAsFastAsPossible() throws IOException, InterruptedException {
    Path file = Files.write(folder.resolve("drive"), new byte[1 << 20]);
    IocProcess.Outcome outcome =
        new IocProcess(folder)
            .run(
                "replay",
                "--driver",
                "file",
                "--filename",
                file.toString(),
                "--speed",
                "max",
                root().resolve("examples/traces/alibaba.csv").toString());
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.status()).isZero();
    assertThat(outcome.out()).contains("I/Os lay beyond the end of the drive");
  }

  /** Returns the page as a browser shows it after all scripts have run. */
  private String dump(String url) throws IOException, InterruptedException {
    return new Browser(folder).dump(url);
  }
}
