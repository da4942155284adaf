package io.elevator.cli.fio;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.cli.CommandRun;
import io.elevator.testing.Requires;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Runs the same job files with fio and {@code ioc} and compares the results: the I/Os one by one,
 * from the logs that {@code write_iolog} asks for, and totals, contents and report keys. The random
 * I/Os of the two programs come from different generators, so they are compared only as far as they
 * do not depend on chance.
 */
@Requires(tools = "fio")
class FioSemanticsTest {
  private static final List<String> DIRECTIONS = List.of("read", "write", "trim");
  private static final Set<String> ACTIONS = Set.of("read", "write", "trim", "sync", "datasync");

  @TempDir Path folder;

  /** Result of running a job file with fio or with ioc. */
  private record Result(List<String> ios, JsonNode report, Path directory) {
    JsonNode job(int index) {
      return report.get("jobs").get(index);
    }
  }

  private Result fio(String jobs) throws IOException {
    Path directory = Files.createDirectories(folder.resolve("fio"));
    Path output = directory.resolve("report.json");
    Process process =
        new ProcessBuilder(
                "fio", "--output-format=json", "--output=" + output, write(directory, jobs))
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.onExit().join().exitValue()).as(said).isZero();
    // The report begins at the first brace, because a note may precede it.
    String text = Files.readString(output);
    return result(directory, text.substring(text.indexOf('{')));
  }

  private Result ioc(String jobs) throws IOException {
    Path directory = Files.createDirectories(folder.resolve("ioc"));
    CommandRun run =
        CommandRun.of("run", "--output-format", "json", "--quiet", write(directory, jobs));
    assertThat(run.status()).as(run.err()).isZero();
    return result(directory, run.out());
  }

  private static String write(Path directory, String jobs) throws IOException {
    return Files.writeString(
            directory.resolve("job.fio"), jobs.replace("$DIR", directory.toString()))
        .toString();
  }

  private static Result result(Path directory, String report) throws IOException {
    List<String> ios = new ArrayList<>();
    Path log = directory.resolve("io.log");
    if (Files.exists(log)) {
      for (String line : Files.readAllLines(log)) {
        String[] words = line.split(" ", -1);
        if (words.length == 5 && ACTIONS.contains(words[2])) {
          String action = words[2].replace("datasync", "sync");
          String where = action.equals("sync") ? "" : " " + words[3] + "+" + words[4];
          ios.add(Path.of(words[1]).getFileName() + " " + action + where);
        }
      }
    }
    return new Result(ios, JsonMapper.builder().build().readTree(report), directory);
  }

  private static String job(String options) {
    return "[j]\ndirectory=$DIR\nwrite_iolog=$DIR/io.log\n" + options.replace(' ', '\n') + "\n";
  }

  private static void sameTotals(Result mine, Result fios) {
    for (int job = 0; job < fios.report().get("jobs").size(); job++) {
      for (String direction : DIRECTIONS) {
        for (String figure : List.of("total_ios", "io_bytes", "drop_ios")) {
          assertThat(mine.job(job).get(direction).get(figure).asLong())
              .as("job %d: %s of %s", job, figure, direction)
              .isEqualTo(fios.job(job).get(direction).get(figure).asLong());
        }
      }
      // fio performs and logs fdatasync flushes but does not count them, so their number is not
      // compared.
      if (!mine.job(job).get("job options").has("fdatasync")) {
        assertThat(mine.job(job).get("sync").get("total_ios").asLong())
            .as("flushes of job %d", job)
            .isEqualTo(fios.job(job).get("sync").get("total_ios").asLong());
      }
      for (String key : List.of("jobname", "groupid", "error")) {
        assertThat(mine.job(job).get(key)).as(key).isEqualTo(fios.job(job).get(key));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "size=64k",
        "size=64k rw=write bs=16k",
        "size=64k bs=12k",
        "size=64k rw=read:4k",
        "size=64k rw=read:-8k",
        "size=64k rw=read:-4k",
        "size=40k rw=write:8k bs=8k",
        "size=20m rw=read:512k bs=1m",
        "size=16m rw=read:1m bs=1m",
        "size=9m rw=read:512k bs=1m",
        "size=20m rw=read:512k bs=1m io_size=32m",
        "size=20m rw=read:512k bs=1m loops=2",
        "size=12m rw=write:512k bs=1m nrfiles=3",
        "size=200k bs=16k io_size=40k",
        "size=234600 rw=write bs=2300 ioengine=sync fdatasync=1",
        "size=46000 bs=2300",
        "size=23000 rw=write bs=1000 offset=300",
        "size=23000 rw=write:100 bs=1000",
        "size=20m filesize=10m bs=1m",
        "size=10m filesize=4m nrfiles=2 bs=1m",
        "size=10m filesize=8m nrfiles=2 bs=1m",
        "size=64k rw=write fsync=4",
        "size=64k rw=write fdatasync=4 end_fsync=1",
        "size=16k rw=write fsync=1",
        "size=64k rw=write bs=16k end_fsync=1",
        "size=64k offset=8k",
        "size=64k io_size=80k",
        "size=64k io_size=24k loops=2 rw=write",
        "size=32k number_ios=3",
        "size=32k number_ios=3 loops=2",
        "size=64k zonemode=strided zonesize=8k zoneskip=8k",
        "size=64k zonemode=strided zonesize=16k zonerange=8k zoneskip=8k",
        "size=64k zonemode=strided zonesize=4k zonerange=8k zoneskip=8k",
        "size=64k rw=randread percentage_random=0",
        "size=72k nrfiles=3 bs=8k",
        "size=72k nrfiles=3 bs=8k file_service_type=sequential",
        "size=96k nrfiles=3 bs=8k file_service_type=roundrobin:2",
        "filesize=24k nrfiles=2 bs=8k",
        "size=64k iodepth=4 ioengine=libaio direct=1",
        "size=64k rw=write iodepth=8 iodepth_batch=4 ioengine=libaio direct=1",
        "size=64k rw=write verify=crc32c",
        "size=64k rw=write verify=md5 do_verify=0",
        "size=64k rw=write bs=8k verify=sha256 verify_backlog=4",
        "size=32k rw=write verify=crc32c loops=2",
        "size=64k rw=write bs=8k verify=pattern verify_pattern=0xdeadbeef",
        "size=64k rw=write bs=8k verify=crc32c verify_interval=4k",
        "size=64k rw=write numjobs=1 thinktime=10 thinktime_blocks=4",
        "size=32k rw=write rate_iops=500",
        "size=1m bs=64k,32k rw=write"
      })
  void doesTheSameIosInTheSameOrder(String options) throws IOException {
    Result fios = fio(job(options));
    Result mine = ioc(job(options));

    assertThat(mine.ios()).isNotEmpty().isEqualTo(fios.ios());
    sameTotals(mine, fios);
  }

  /**
   * These jobs use the null drives of fio and ioc, which accept trims; fio does not trim regular
   * files.
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "rw=trim size=64k",
        "rw=trimwrite size=64k",
        "rw=trimwrite size=64k bs=4k,4k,8k",
        "rw=trimwrite size=64k bs=4k,4k,12k",
        "rw=trimwrite size=64k bs=4k,8k,4k",
        "rw=trimwrite size=64k bs=4k,12k,4k",
        "rw=trimwrite size=64k bssplit=4k/100,4k/100,8k/100",
        "rw=trimwrite size=64k bs=4k,4k,8k io_size=32k",
        "rw=trimwrite size=64k bs=4k,4k,16k io_size=20k",
        "rw=trimwrite size=64k bs=4k,8k,4k io_size=32k",
        "rw=trimwrite size=64k bs=4k,8k,4k io_size=96k",
        "rw=trimwrite size=64k bs=4k,4k,8k number_ios=6",
        "rw=trimwrite size=64k bs=4k,8k,4k number_ios=6",
        "rw=trimwrite size=64k bs=4k,4k,8k loops=2",
        "rw=trimwrite size=64k bs=4k,8k,4k loops=2",
        "rw=trimwrite size=64k bs=4k,4k,8k nrfiles=2"
      })
  void trimsAsFioDoesAlsoInOtherSizesThanItWrites(String options) throws IOException {
    Result fios = fio(job(options + " ioengine=null"));
    Result mine = ioc(job(options + " ioengine=null"));

    assertThat(mine.ios()).isNotEmpty().isEqualTo(fios.ios());
    sameTotals(mine, fios);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bs=4k,8k,4k", "bsrange=4k-16k,4k-4k,4k-8k", "bs=4k,4k,8k"})
  void aRandomBlockIsWrittenAsItWasTrimmed(String sizes) throws IOException {
    String options = job("rw=randtrimwrite size=64k ioengine=null " + sizes);
    for (Result result : List.of(fio(options), ioc(options))) {
      List<String> ios = result.ios();
      assertThat(ios).isNotEmpty();
      for (int i = 0; i < ios.size(); i += 2) {
        assertThat(ios.get(i)).contains(" trim ");
        assertThat(ios.get(i + 1)).isEqualTo(ios.get(i).replace(" trim ", " write "));
      }
    }
  }

  /** These jobs use each block once in any order, so the I/Os are equal after sorting. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "size=256k rw=randread",
        "size=256k rw=randwrite iodepth=8 ioengine=libaio direct=1",
        "size=64k rw=randread bs=12k",
        "size=256k rw=randread random_generator=lfsr",
        "size=256k rw=randwrite loops=2 bs=16k",
        "size=256k rw=randwrite verify=crc32c",
        "size=256k rw=randwrite verify=sha1 verify_backlog=16",
        "size=256k rw=randread nrfiles=4",
        "size=128k rw=randread offset=64k"
      })
  void drawsTheSameBlocks(String options) throws IOException {
    Result fios = fio(job(options));
    Result mine = ioc(job(options));

    assertThat(mine.ios()).containsExactlyInAnyOrderElementsOf(fios.ios());
    sameTotals(mine, fios);
  }

  /** These jobs do the same number of I/Os and bytes, at offsets that depend on chance. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "size=256k rw=randread norandommap",
        "size=256k rw=randread random_distribution=zipf:1.2",
        "size=256k rw=randread random_distribution=pareto:0.2",
        "size=256k rw=randread random_distribution=normal:10",
        "size=256k rw=randread random_distribution=zoned:60/10:30/20:10/70",
        "size=256k rw=randread blockalign=8k",
        "size=256k rw=randread:4",
        "size=256k rw=randread:4 rw_sequencer=identical",
        "size=256k rw=randread percentage_random=50",
        "size=256k rw=randread zonemode=strided zonesize=8k zonerange=16k zoneskip=16k",
        "size=256k rw=randread io_size=300k",
        "size=256k rw=randread number_ios=7"
      })
  void doesAsMany(String options) throws IOException {
    Result fios = fio(job(options));
    Result mine = ioc(job(options));

    assertThat(mine.ios()).hasSameSizeAs(fios.ios());
    sameTotals(mine, fios);
  }

  /** These jobs have random sizes that cover the whole region once. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "size=256k rw=randread bsrange=4k-16k",
        "size=256k rw=read bsrange=4k-16k",
        "size=256k rw=randwrite bssplit=4k/50:16k/50",
        "size=256k rw=read bssplit=4k/10:8k/:16k/"
      })
  void drawsSizesThatFillTheRegion(String options) throws IOException {
    Result fios = fio(job(options));
    Result mine = ioc(job(options));

    assertThat(bytes(mine)).isEqualTo(bytes(fios)).isEqualTo(256 << 10);
  }

  private static long bytes(Result result) {
    return result.job(0).get("read").get("io_bytes").asLong()
        + result.job(0).get("write").get("io_bytes").asLong();
  }

  /** The order of the phases shows in the content that the last phase leaves in the file. */
  @Test
  void phasesRunInTheSameOrderAsInFio() throws IOException {
    String jobs =
        """
        [global]
        filename=$DIR/data
        size=64k
        bs=16k
        [a]
        rw=write
        buffer_pattern=0xaa
        [b]
        stonewall
        rw=write
        buffer_pattern=0xbb
        size=48k
        [c]
        wait_for=b
        rw=write
        offset=16k
        size=16k
        buffer_pattern="ccd"
        [d]
        stonewall
        rw=write
        numjobs=2
        offset_increment=32k
        size=8k
        bs=8k
        buffer_pattern='$DIR/job.fio'
        """;
    Result fios = fio(jobs.replace("'$DIR/job.fio'", "0x0102"));
    Result mine = ioc(jobs.replace("'$DIR/job.fio'", "0x0102"));

    assertThat(mine.directory().resolve("data"))
        .hasSameBinaryContentAs(fios.directory().resolve("data"));
    sameTotals(mine, fios);
  }

  @Test
  void blocksThatFioWroteWithAPatternAreVerified() throws IOException {
    String jobs =
        """
        [j]
        filename=$DIR/data
        size=64k
        rw=%s
        bs=8k
        verify=pattern
        verify_pattern=0xff%%o"abcd"-12
        """;
    Result fios = fio(jobs.formatted("write"));
    Path mine = Files.createDirectories(folder.resolve("ioc"));
    Files.copy(fios.directory().resolve("data"), mine.resolve("data"));

    assertThat(ioc(jobs.formatted("read")).job(0).get("error").asInt()).isZero();
  }

  @Test
  void percentagesReferToTheLengthOfTheFile() throws IOException {
    for (String name : List.of("fio", "ioc")) {
      Path directory = Files.createDirectories(folder.resolve(name));
      Files.write(directory.resolve("data"), new byte[1 << 20]);
    }
    String options = "filename=data size=25% offset=50% bs=16k";
    Result fios = fio(job(options));
    Result mine = ioc(job(options));

    assertThat(mine.ios()).isNotEmpty().isEqualTo(fios.ios());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "size=64k",
        "size=64k rw=randrw fsync=4",
        "size=64k rw=rw unified_rw_reporting=mixed",
        "size=64k rw=rw unified_rw_reporting=both",
        "size=64k lat_percentiles=1 slat_percentiles=1 clat_percentiles=0 ioengine=libaio direct=1",
        "size=64k continue_on_error=all",
        "size=64k percentile_list=50:99.9",
        "size=64k rw=randread latency_target=1s latency_window=50ms ioengine=libaio iodepth=4"
      })
  void theReportHasTheSameKeys(String options) throws IOException {
    // The job file has global options, because without any fio omits their key in the report.
    String jobs = "[global]\nnew_group=0\nloops=1\n" + job(options);
    Result fios = fio(jobs);
    Result mine = ioc(jobs);

    assertThat(keys(mine.report())).isEqualTo(keys(fios.report()));
  }

  private static SortedSet<String> keys(JsonNode report) {
    SortedSet<String> keys = new TreeSet<>();
    collect("", report, keys);
    keys.removeIf(key -> key.equals("ioc") || key.startsWith("ioc.") || key.contains("options."));
    // These keys are not compared: in some reports fio omits submission latencies without I/Os, and
    // drives that it cannot name.
    keys.removeIf(key -> key.contains("percentile.") || key.startsWith("disk_util"));
    return keys;
  }

  private static void collect(String path, JsonNode node, Set<String> keys) {
    if (node.isArray()) {
      node.forEach(each -> collect(path, each, keys));
    } else if (node.isObject()) {
      node.properties()
          .forEach(field -> {
            String name = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
            keys.add(name);
            collect(name, field.getValue(), keys);
          });
    }
  }
}
