package io.elevator.integration.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Outputs that are named pipes without a reader, or whose reader has stopped reading: the command
 * waits for the reader, and a signal ends the wait.
 */
@Timeout(240)
class OutputPipesTest {
  private static final int TERMINATED = 128 + 15;

  @TempDir Path folder;
  private IocProcess ioc;
  private Path pipe;

  @BeforeEach
  void makeAPipe() throws IOException, InterruptedException {
    ioc = new IocProcess(folder);
    pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    // Each clone has its own entry in reports, so the report is too long for the buffer of a pipe.
    Files.writeString(folder.resolve("j"), "[a]\nrw=read\nsize=64k\nnumjobs=60\n");
  }

  private static void terminate(Process process) throws IOException, InterruptedException {
    Process kill =
        new ProcessBuilder("kill", "-TERM", Long.toString(process.pid())).inheritIO().start();
    assertThat(kill.waitFor()).isZero();
  }

  /**
   * Opens both ends of the pipe, so that the command finds a reader and no side waits for the
   * other.
   */
  private FileChannel reader() throws IOException {
    return FileChannel.open(pipe, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"write_iolog", "write_bw_log", "write_iops_log"})
  void signalEndsTheWaitForTheReaderOfALog(String option) throws Exception {
    Files.createSymbolicLink(folder.resolve("pipe_bw.1.log"), pipe);
    Files.createSymbolicLink(folder.resolve("pipe_iops.1.log"), pipe);
    Process process = run("--write_lat_log=file", "--" + option + "=pipe");
    awaitLogs(process);

    terminate(process);

    IocProcess.Outcome outcome = ioc.end(process);
    assertThat(outcome.status()).isEqualTo(TERMINATED);
    assertThat(messages(outcome))
        .singleElement()
        .asString()
        .startsWith("ioc: log: pipe")
        .endsWith(": interrupted while waiting for a reader; nothing was written");
    assertThat(temporaryFiles(0)).isZero();
  }

  /**
   * Returns all messages except the one that the command prints on a slow machine while it stops.
   */
  private static List<String> messages(IocProcess.Outcome outcome) {
    return outcome.err().stream()
        .filter(line -> !line.contains("interrupted; waiting for I/O in flight"))
        .toList();
  }

  /** Starts a job whose logs are longer than the buffer of a log, so that parts reach the file. */
  private Process run(String... logs) throws IOException {
    List<String> words = new ArrayList<>();
    words.addAll(List.of("run", "--driver=null", "--name=a", "--rw=read", "--size=8m"));
    words.addAll(List.of(logs));
    return ioc.startInterruptible(words.toArray(String[]::new));
  }

  /**
   * Waits until the jobs have ended and the command is writing its first log, which is an ordinary
   * file. The temporary file with which the command checks a log before the run is always empty.
   */
  private void awaitLogs(Process process) throws IOException {
    while (temporaryFiles(1) == 0) {
      assertThat(process.isAlive()).isTrue();
      Thread.onSpinWait();
    }
  }

  /** Returns how many temporary files have at least the given size; a deleted file has size 0. */
  private long temporaryFiles(long bytes) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".tmp") && file.toFile().length() >= bytes)
          .count();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"--output", "--html", "/dev/stdout"})
  void signalEndsTheWaitForAReaderThatStoppedReading(String output) throws Exception {
    try (FileChannel reader = reader()) {
      Process process =
          switch (output) {
            case "--output" ->
                ioc.startInterruptible(
                    "run", "--driver=sim-ssd", "--output-format=json+", "--output=pipe", "j");
            case "--html" ->
                ioc.startInterruptible(
                    "compare", "--driver=sim-ssd", "--elevators=none", "--html=pipe", "j");
            default ->
                ioc.startInterruptibleInto(
                    pipe.toFile(), "run", "--driver=sim-ssd", "--output-format=json+", "j");
          };
      // After the first byte the command is still writing, because the rest does not fit into the
      // pipe.
      assertThat(reader.read(ByteBuffer.allocate(1))).isOne();

      terminate(process);

      IocProcess.Outcome outcome = ioc.end(process);
      assertThat(outcome.status()).isEqualTo(TERMINATED);
      assertThat(messages(outcome))
          .containsExactly(
              output.equals("/dev/stdout")
                  ? "ioc: standard output: the report could not be written"
                  : "ioc: "
                      + output
                      + ": pipe: interrupted while waiting for its reader; the output is not"
                      + " complete");
    }
  }

  @Test
  void readerThatComesLaterGetsTheWholeLog() throws Exception {
    Process process = run("--write_lat_log=file", "--write_iolog=pipe");
    awaitLogs(process);

    assertThat(Files.readAllLines(pipe))
        .startsWith("fio version 3 iolog")
        .anyMatch(line -> line.endsWith(" a.0.0 read 0 4096"));
    assertThat(ioc.end(process).status()).isZero();
  }
}
