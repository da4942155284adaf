package io.elevator.integration.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A job that needs more memory than the heap has is refused, and the message names the option. The
 * tests use a heap of 64 MiB.
 */
class MemoryLimitsTest {
  private static final int FAILED = 1;
  private static final int REFUSED = 2;

  @TempDir Path folder;
  private IocProcess ioc;

  @BeforeEach
  void makeCommand() throws Exception {
    ioc = new IocProcess(folder);
  }

  private IocProcess.Outcome run(String driver, String... options) throws Exception {
    List<String> words = new ArrayList<>(List.of("run", "--driver", driver, "--name=w"));
    words.addAll(List.of(options));
    return ioc.runAfter("export IOC_JAVA_OPTS=-Xmx64m", words.toArray(String[]::new));
  }

  private static void assertFailed(IocProcess.Outcome outcome, String... words) {
    assertEnded(FAILED, outcome, words);
  }

  /** Asserts that the command refused what the user wrote. */
  private static void assertRefused(IocProcess.Outcome outcome, String... words) {
    assertEnded(REFUSED, outcome, words);
  }

  private static void assertEnded(int status, IocProcess.Outcome outcome, String... words) {
    assertThat(String.join("\n", outcome.err())).contains(words).doesNotContain("OutOfMemory");
    assertThat(outcome.err()).noneMatch(line -> line.contains("internal error"));
    assertThat(outcome.status()).isEqualTo(status);
  }

  @Test
  void longWriteOnASimulatedDriveNeedsNoMemoryForItsData() throws Exception {
    IocProcess.Outcome outcome = run("sim-hdd", "--rw=write", "--bs=1m", "--size=512m");

    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.status()).isZero();
    assertThat(outcome.out()).contains("issued rwts: total=0,512,0,0");
  }

  @Test
  void dataThatIsReadBackIsLimitedAndTheMessageNamesTheReason() throws Exception {
    for (String driver : List.of("sim-hdd", "memory")) {
      assertFailed(
          run(driver, "--rw=write", "--bs=1m", "--size=512m", "--verify=crc32c"),
          "no space on write of w.0.0",
          "drives may use 32 MiB for that, half of the largest heap");
    }
  }

  @Test
  void mapsAndBuffersBeyondTheMemoryAreRefusedBeforeTheRun() throws Exception {
    assertRefused(
        run("null", "--rw=randwrite", "--size=16t"), "4294967296 random blocks", "norandommap");
    assertRefused(run("null", "--rw=write", "--bs=64m", "--size=1g", "--iodepth=64"), "iodepth=64");
  }

  @Test
  void recordThatReachesTheMemoryLimitEndsTheJobAndItsFiguresAreReported() throws Exception {
    for (String record : List.of("verify=crc32c", "write_iolog=log", "write_lat_log=log")) {
      IocProcess.Outcome outcome =
          run("null", "--rw=write", "--bs=512", "--size=1t", "--zero_buffers", "--" + record);

      assertFailed(outcome, "job w: ", record.substring(0, record.indexOf('=')));
      assertThat(outcome.out()).contains("write: IOPS=");
    }
  }
}
