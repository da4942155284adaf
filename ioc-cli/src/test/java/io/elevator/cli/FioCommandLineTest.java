package io.elevator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tests that each option of fio 3.33's command line is either implemented or refused with a message
 * that it is an option of fio.
 */
class FioCommandLineTest {
  private static final String[] JOB = {"--ioengine=null", "--name=a", "--size=16k", "--rw=read"};

  @TempDir Path folder;

  private static CommandRun run(String... words) {
    String[] all = new String[words.length + 2];
    all[0] = "run";
    all[1] = "--quiet";
    System.arraycopy(words, 0, all, 2, words.length);
    return CommandRun.of(all);
  }

  private static String[] with(String option) {
    String[] all = new String[JOB.length + 1];
    all[0] = option;
    System.arraycopy(JOB, 0, all, 1, JOB.length);
    return all;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--aux-path=/tmp",
        "--client=host",
        "--cmdhelp=bs",
        "--cpuclock-test",
        "--crctest",
        "--daemonize=pid",
        "--debug=io",
        "--enghelp",
        "--eta-interval=1",
        "--eta-newline=1",
        "--idle-prof=system",
        "--inflate-log=x",
        "--latency-log",
        "--merge-blktrace-only",
        "--remote-config=x",
        "--server",
        "--showcmd",
        "--status-interval=1",
        "-status-interval=1",
        "--trigger=x",
        "--trigger-file=x",
        "--trigger-remote=x",
        "--trigger-timeout=1",
        "--warnings-fatal"
      })
  void aFioOptionThatIocLacksIsRefusedAsFios(String option) {
    CommandRun run = run(with(option));
    String name = option.replaceFirst("^-+", "--").replaceFirst("=.*", "");

    assertThat(run.status()).isEqualTo(ExitStatus.USAGE);
    assertThat(run.err())
        .startsWith("ioc: " + name + ": fio has this option, ioc does not: ")
        .doesNotContain("did you mean");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--alloc-size=1024", "--max-jobs=10", "-max-jobs=10", "--eta=never", "-eta=auto"})
  void optionsWithoutEffectHereAreAccepted(String option) {
    CommandRun run = run(with(option));

    assertThat(run.status()).as(run.err()).isZero();
    assertThat(run.out()).contains("issued rwts: total=4,0,0,0");
  }

  @Test
  void anOptionMayHaveOneDashAndItsValueMayBeASeparateWord() {
    assertThat(run("-ioengine", "null", "-name=a", "-size=16k", "-rw", "write").out())
        .contains("issued rwts: total=0,4,0,0");
    assertThat(run("-ioengine=null", "-name", "a", "-size=16k", "-max-jobs", "3").out())
        .contains("issued rwts: total=4,0,0,0");
    assertThat(run("-iodepht=3", "-name=a").err())
        .contains("no such option: '--iodepht'; did you mean '--iodepth'?");
  }

  @Test
  void onlyTheNamedJobsRun() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("t.fio"),
            "[global]\nioengine=null\nsize=4k\n[a]\n[b]\nrw=write\n[c]\nsize=8k\n");

    CommandRun run = run("--section=b", "--section=c", file.toString());
    assertThat(run.out())
        .contains("b: (groupid=0", "c: (groupid=0", "total=0,1,0,0", "total=2,0,0,0")
        .doesNotContain("a: (groupid");
    assertThat(run("--section=x", file.toString()).err())
        .contains("--section: there is no job 'x' in " + file);
  }

  @ParameterizedTest
  @CsvSource({"write", "randwrite", "rw", "randrw", "trim", "randtrim", "trimwrite"})
  void readonlyRefusesJobsThatWriteOrTrim(String mode) {
    CommandRun run = run("--readonly", "--ioengine=null", "--name=a", "--size=16k", "--rw=" + mode);

    assertThat(run.status()).isEqualTo(ExitStatus.USAGE);
    assertThat(run.err())
        .contains("job a: rw=" + mode + " writes or trims, and --readonly forbids that");
  }

  @Test
  void readonlyCreatesNoFilesAndReadsExistingFiles() throws IOException {
    Path file = folder.resolve("x");
    String[] words = {"--readonly", "--name=a", "--filename=" + file, "--size=16k"};

    assertThat(run(words).err())
        .contains(file + ": has 0 bytes, the jobs need 16384, and --readonly forbids");
    assertThat(file).doesNotExist();
    Files.write(file, new byte[16384]);
    assertThat(run(words).out()).contains("issued rwts: total=4,0,0,0");
  }

  @ParameterizedTest
  @ValueSource(strings = {"1", "6", "0x3"})
  void anUnknownTerseVersionIsRefused(String version) {
    CommandRun run = run(with("--terse-version=" + version));

    assertThat(run.status()).isEqualTo(ExitStatus.USAGE);
    assertThat(run.err()).contains("--terse-version").contains("'" + version + "' is no");
  }

  @Test
  void onlyTheRunCommandHasATerseReport() throws IOException {
    Path file = Files.writeString(folder.resolve("t.fio"), "[a]\nsize=4k\ndriver=sim-ssd\n");

    CommandRun run = CommandRun.of("compare", "--output-format=terse", file.toString());
    assertThat(run.status()).isEqualTo(ExitStatus.USAGE);
    assertThat(run.err())
        .contains("only 'ioc run' has the format terse; expected normal, json or json+");
  }

  @Test
  void parseOnlyChecksTheJobsAndRunsNothing() {
    CommandRun good = run("--parse-only", "--name=a", "--size=16k", "--directory=" + folder);
    assertThat(good.status()).isZero();
    assertThat(good.out()).isEmpty();
    assertThat(folder).isEmptyDirectory();
    assertThat(run("--parse-only", "--name=a", "--size=16q").status()).isEqualTo(ExitStatus.USAGE);
  }
}
