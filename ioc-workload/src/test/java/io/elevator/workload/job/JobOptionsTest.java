package io.elevator.workload.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.elevator.api.PriorityClass;
import io.elevator.testing.KernelFeature;
import io.elevator.testing.Requires;
import io.elevator.workload.input.SourcePosition;
import io.elevator.workload.input.UserError;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the effect of each option on a job, and the default values of the options. */
class JobOptionsTest {
  @Test
  void withoutOptionsAJobHasFiosDefaults() {
    JobSpec job = JobFiles.job("");

    assertThat(job.name()).isEqualTo("j");
    assertThat(job.description()).isNull();
    assertThat(job.files())
        .isEqualTo(
            new FileSpec(
                List.of(Path.of("j.0.0")),
                false,
                new SizeLimit.Whole(),
                null,
                new SizeLimit.Bytes(0),
                new SizeLimit.Bytes(0)));
    assertThat(job.access())
        .isEqualTo(
            new AccessSpec(
                AccessMode.READ, BlockSizes.of(4096), 50, 0, false, true, null, 0, null, true));
    assertThat(job.pace())
        .isEqualTo(
            new PaceSpec(
                1, 0, 0, 0, 0, false, 1, ThinkSpec.NONE, BatchSpec.defaults(1), RateSpec.NONE));
    assertThat(job.engine()).isNull();
    assertThat(job.direct()).isFalse();
    assertThat(job.priorityClass()).isEqualTo(PriorityClass.NONE);
    assertThat(job.groupReporting()).isFalse();
    assertThat(job.percentiles()).hasSize(17).startsWith(1.0).endsWith(99.99);
  }

  @Test
  void everyOptionThatDeterminesTheSequenceIsRead() {
    JobSpec job =
        JobFiles.job(
            """
            rw=randrw:8
            rw_sequencer=identical
            bs=4k,64k
            rwmixread=70
            norandommap
            io_size=1m
            number_ios=100
            randseed=7
            randrepeat=0
            """);

    assertThat(job.access())
        .isEqualTo(
            new AccessSpec(
                AccessMode.RANDRW,
                new BlockSizes(4096, 65536, 65536),
                70,
                8,
                true,
                false,
                1L << 20,
                100,
                7L,
                false));
  }

  @Test
  void everyOptionThatDeterminesTheTimingIsRead() {
    JobSpec job =
        JobFiles.job(
            """
            iodepth=16
            startdelay=5-2
            runtime=1m
            time_based
            loops=3
            thinktime=200
            thinktime_blocks=4
            """);

    assertThat(job.pace())
        .isEqualTo(
            new PaceSpec(
                16,
                TimeUnit.SECONDS.toNanos(2),
                TimeUnit.SECONDS.toNanos(5),
                0,
                TimeUnit.MINUTES.toNanos(1),
                true,
                3,
                new ThinkSpec(TimeUnit.MICROSECONDS.toNanos(200), 4, false, 0),
                BatchSpec.defaults(16),
                RateSpec.NONE));
  }

  @ParameterizedTest
  @CsvSource({
    "'bs=256k', 262144, 262144, 262144",
    "'bs=8k,32k', 8192, 32768, 32768",
    "'bs=8k,32k,', 8192, 32768, 4096",
    "'bs=,8k', 4096, 8192, 8192",
    "'bs=,8k,', 4096, 8192, 4096",
    "'blocksize=1k,2k,3k', 1024, 2048, 3072"
  })
  void blockSizesFollowTheManual(String line, int read, int write, int trim) {
    assertThat(JobFiles.job(line + "\n").access().blockSizes())
        .isEqualTo(new BlockSizes(read, write, trim));
  }

  @ParameterizedTest
  @CsvSource({
    "'rwmixread=30', 30",
    "'rwmixwrite=30', 70",
    "'rwmixread=30;rwmixwrite=50', 50",
    "'rwmixwrite=50;rwmixread=30', 30"
  })
  void theLaterShareOfAMixWins(String lines, int readPercent) {
    assertThat(JobFiles.job(lines.replace(';', '\n') + "\n").access().readPercent())
        .isEqualTo(readPercent);
  }

  @ParameterizedTest
  @CsvSource({
    "'prioclass=1;prio=3', REALTIME, 3",
    "'prioclass=3', IDLE, 0",
    "'prio=6', BEST_EFFORT, 6",
    "'prioclass=2', BEST_EFFORT, 0",
    "'prioclass=0', NONE, 0"
  })
  void classAndLevelGiveThePriority(String lines, PriorityClass priorityClass, int level) {
    JobSpec job = JobFiles.job(lines.replace(';', '\n') + "\n");

    assertThat(job.priorityClass()).isEqualTo(priorityClass);
    assertThat(job.priorityLevel()).isEqualTo(level);
  }

  @ParameterizedTest
  @CsvSource({
    "'direct=1', true",
    "'buffered=0', true",
    "'direct=1;buffered=1', false",
    "'direct=0', false"
  })
  void directAndBufferedAreOpposites(String lines, boolean direct) {
    assertThat(JobFiles.job(lines.replace(';', '\n') + "\n").direct()).isEqualTo(direct);
  }

  @ParameterizedTest
  @CsvSource({
    "'time_based', true",
    "'time_based=1', true",
    "'time_based=0', false",
    "'time_based=32', true",
    "'time_based=4k', true",
    "'time_based=0x10', true",
    "'time_based=-1', true",
    "'time_based=1.5', true",
    "'time_based=0.5', false",
    "'time_based=-0', false"
  })
  void aFlagTakesAnyNumber(String line, boolean on) {
    assertThat(JobFiles.job("runtime=1\n" + line + "\n").pace().timeBased()).isEqualTo(on);
  }

  @ParameterizedTest
  @ValueSource(strings = {"thread=x", "thread=", "direct=2", "randrepeat=7", "disk_util=yes"})
  void valuesThatFioRefusesForAFlagAreRefused(String line) {
    assertThatThrownBy(() -> JobFiles.job(line + "\n"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(line);
  }

  @Test
  void fileNamesOfSeveralLinesAddUpAndTheCommandLineReplacesThem() {
    JobFile file =
        JobFiles.read("[global]\nfilename=g\n[a]\nfilename=a:b\nfilename=g\n[b]\nfilename=c\n");
    Assignment override = new Assignment(SourcePosition.commandLine("--filename"), "filename", "x");

    assertThat(JobResolver.resolve(file, List.of()).jobs())
        .extracting(job -> job.spec().files().paths())
        .containsExactly(
            List.of(Path.of("g"), Path.of("a"), Path.of("b"), Path.of("g")),
            List.of(Path.of("g"), Path.of("c")));
    assertThat(JobResolver.resolve(file, List.of(override)).jobs())
        .extracting(job -> job.spec().files().paths())
        .containsOnly(List.of(Path.of("x")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "zipf | zipf:1.1",
        "zipf, | zipf:1.1",
        "pareto | pareto:0.2",
        "normal | normal:10",
        "normal:0 | normal:10:0.5",
        "zoned:50/5:30/15:20/ | zoned:50/5:30/15:20/80,50/5:30/15:20/80",
        "zoned:50/10:50/90,30/50:70/50 | zoned:50/10:50/90,zoned:30/50:70/50,30/50:70/50",
        "zoned_abs=60/1m:40/2m | zoned_abs:60/1024k:40/2048k"
      })
  void distributionsHaveDefaultsAndZonesComeInLists(String one, String other) {
    assertThat(JobFiles.job("random_distribution=" + one + "\n"))
        .usingRecursiveComparison()
        .ignoringFields("given")
        .isEqualTo(JobFiles.job("random_distribution=" + other + "\n"));
  }

  @Test
  void eachListOfZonesAppliesToItsDirection() {
    OffsetSpec offsets =
        JobFiles.job("random_distribution=zoned:50/5:30/15:20/,50/10:50/90\n").access().offsets();

    assertThat(offsets.spreads())
        .containsExactly(
            new Spread.Zoned(
                List.of(new Spread.Zone(50, 5), new Spread.Zone(30, 15), new Spread.Zone(20, 80)),
                false),
            new Spread.Zoned(List.of(new Spread.Zone(50, 10), new Spread.Zone(50, 90)), false),
            new Spread.Zoned(List.of(new Spread.Zone(50, 10), new Spread.Zone(50, 90)), false));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        // The expected bytes are those that fio 3.33 was seen to write with buffer_pattern.
        "\"abcd\"-120xdeadface | 61626364f4ffffffdeadface",
        "0xdeadface\"abcd\"-12 | deadface61626364f4ffffff",
        "\"abcd\"0xdeadface | 61626364deadface",
        "-120xdeadface | f4ffffffdeadface",
        "12\"ab\" | 0c6162",
        "-1\"ab\"-2 | ffffffff6162feffffff",
        "0x1-120x2 | 01f4ffffff02",
        "0xdeadface0xbeef | deadfacebeef",
        "0xdea | 0dea",
        "300 | 2c01",
        "70000 | 701101"
      })
  void patternsFollowOneAnother(String text, String bytes) {
    BytePattern pattern = JobFiles.job("buffer_pattern=" + text + "\n").content().pattern();
    byte[] found = new byte[pattern.length()];
    for (int i = 0; i < found.length; i++) {
      found[i] = pattern.at(i, 0);
    }

    assertThat(HexFormat.of().formatHex(found)).isEqualTo(bytes);
  }

  @Test
  void aHintInAPriorityIsAcceptedWithoutEffect() {
    assertThat(JobFiles.job("cmdprio_bssplit=4k/50/1/0/7:8k/20/2/3/0\n").commandPriorities())
        .isEqualTo(JobFiles.job("cmdprio_bssplit=4k/50/1/0:8k/20/2/3\n").commandPriorities());
    assertThatThrownBy(() -> JobFiles.job("cmdprio_bssplit=4k/50/1/0/1024\n"))
        .hasMessageContaining("'1024' is out of range; expected 0 to 1023");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "random_distribution=sequence:2,0,1\nrandom_sequence_stride=1",
        "random_sequence_stride=1\nrandom_distribution=sequence:2, 0,1"
      })
  void aSequenceAdvancesWithTheOptionBeforeOrAfterIt(String lines) {
    assertThat(JobFiles.job(lines + "\n").access().offsets().spreads())
        .containsOnly(new Spread.Sequence(List.of(2L, 0L, 1L), true));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "random_distribution=sequence | needs block numbers behind its colon",
        "random_distribution=sequence: | needs block numbers behind its colon",
        "random_distribution=sequence:1,,2 | '' is not a number",
        "random_distribution=sequence:1,-2 | '-2' is not a number",
        "random_sequence_stride=2 | '2' is neither 0 nor 1"
      })
  void aSequenceWithoutGoodBlockNumbersIsRefused(String line, String message) {
    assertThatThrownBy(() -> JobFiles.job(line + "\n"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining(message);
  }

  @Test
  void aSequenceHasAtMost64BlockNumbers() {
    String most = "random_distribution=sequence:" + "7,".repeat(63) + "7";

    assertThat(JobFiles.job(most + "\n").access().offsets().spreads())
        .contains(new Spread.Sequence(Collections.nCopies(64, 7L), false));
    assertThatThrownBy(() -> JobFiles.job(most + ",7\n"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("more than 64 block numbers");
  }

  @Test
  void namedFilesAreSharedByClonesAndAreInTheFirstDirectory() {
    JobSet workload =
        JobFiles.resolve("[j]\nfilename=a:b\\:c\ndirectory=d:e\nnumjobs=2\nnrfiles=5\n");

    assertThat(workload.jobs())
        .extracting(job -> job.spec().files().paths())
        .containsOnly(List.of(Path.of("d/a"), Path.of("d/b:c")));
    assertThat(workload.paths()).hasSize(2);
  }

  @Test
  void generatedFilesBelongToOneCloneAndAreSpreadOverTheDirectories() {
    JobSet workload = JobFiles.resolve("[j]\ndirectory=d:e\nnumjobs=3\nnrfiles=2\n");

    assertThat(workload.jobs())
        .extracting(job -> job.spec().files().paths())
        .containsExactly(
            List.of(Path.of("d/j.0.0"), Path.of("d/j.0.1")),
            List.of(Path.of("e/j.1.0"), Path.of("e/j.1.1")),
            List.of(Path.of("d/j.2.0"), Path.of("d/j.2.1")));
  }

  @Test
  void percentilesAreSorted() {
    assertThat(JobFiles.job("percentile_list=99.9:50:99\n").percentiles())
        .containsExactly(50.0, 99.0, 99.9);
  }

  @Test
  void noOptionIsBothSupportedAndRefused() {
    assertThat(FioOptions.names()).isNotEmpty().doesNotContainAnyElementsOf(JobOptions.names());
  }

  @Test
  void everyOptionOfTheFirstListIsSupported() {
    assertThat(JobOptions.names())
        .contains(
            "filename",
            "directory",
            "size",
            "filesize",
            "rw",
            "readwrite",
            "bs",
            "iodepth",
            "direct",
            "numjobs",
            "runtime",
            "time_based",
            "prioclass",
            "prio",
            "rwmixread",
            "thinktime",
            "startdelay",
            "stonewall",
            "group_reporting",
            "name",
            "ioengine",
            "number_ios",
            "description");
  }

  /**
   * The kernel feature of a folder that this process may not list. In a container even root may not
   * list it.
   */
  static final class UnreadableFolder implements KernelFeature {
    static final Path FOLDER = Path.of("/proc/1/map_files");

    @Override
    public String title() {
      return "a folder below /proc/1 that this process may not list";
    }

    @Override
    public boolean present() {
      try (Stream<Path> entries = Files.walk(FOLDER)) {
        return entries.count() == 0;
      } catch (IOException | UncheckedIOException e) {
        return Files.isDirectory(FOLDER);
      }
    }
  }

  @Test
  @Requires(kernel = UnreadableFolder.class)
  void aFolderThatCannotBeReadInsideOpendirIsNamed() {
    assertThatThrownBy(() -> JobFiles.job("opendir=/proc/1"))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("t.fio:2: ")
        .hasMessageContaining("the folder can not be read: /proc/1/");
  }
}
