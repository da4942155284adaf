package io.elevator.integration.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.testing.Linux;
import io.elevator.testing.Requires;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code ioc run} from a job file to its report, and its error messages. */
class RunTest {
  private static final int USAGE = 2;
  private static final int FAILED = 1;
  private static final int INTERRUPTED = 130;

  private static final String JOBS =
      """
      [global]
      filename=data
      size=256k
      direct=1
      [reader]
      rw=randread
      iodepth=4
      prioclass=1
      [writer]
      rw=write
      bs=64k
      prioclass=3
      """;

  @TempDir Path folder;
  private IocProcess ioc;

  @BeforeEach
  void writeJobFile() throws IOException {
    ioc = new IocProcess(folder);
    write("jobs.fio", JOBS);
  }

  private void write(String name, String content) throws IOException {
    Files.writeString(folder.resolve(name), content);
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "mq-deadline", "deadline", "bfq", "kyber"})
  void jobRunsOnAFileThroughAnElevatorFromThePluginFolder(String elevator) throws Exception {
    IocProcess.Outcome outcome = ioc.run("run", "--elevator", elevator, "jobs.fio");

    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.status()).isZero();
    assertThat(outcome.out())
        .contains("reader: (groupid=0, jobs=1): err= 0")
        .contains("issued rwts: total=64,0,0,0 short=0,0,0,0 dropped=0,0,0,0")
        .contains("writer: (groupid=0, jobs=1): err= 0")
        .contains("issued rwts: total=0,4,0,0")
        .contains("Run status group 0 (all jobs):");
    assertThat(folder.resolve("data")).hasSize(256 << 10);
  }

  @Test
  void simulatedDriveGivesTheSameReportForTheSameSeed() throws Exception {
    List<String> reports = new ArrayList<>();
    for (String seed : new String[] {"7", "7", "8"}) {
      IocProcess.Outcome outcome =
          ioc.run(
              "run", "--driver", "sim-hdd", "--output-format", "json", "--seed", seed, "jobs.fio");
      assertThat(outcome.err()).isEmpty();
      assertThat(outcome.status()).isZero();
      reports.add(outcome.repeatable());
    }

    assertThat(reports.get(1)).isEqualTo(reports.get(0));
    assertThat(reports.get(2)).isNotEqualTo(reports.get(0));
    assertThat(folder.resolve("data")).doesNotExist();
  }

  @Test
  void elevatorsAndTheirAttributesAreListed() throws Exception {
    IocProcess.Outcome outcome = ioc.run("elevators");

    assertThat(outcome.status()).isZero();
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out())
        .contains("mq-deadline (deadline): ", "bfq: ", "kyber: ", "fifo_batch ", "read_lat_nsec ")
        .contains("plugins" + File.separator + "elevator-bfq");
  }

  private void assertComplaint(int status, String line, String... args) throws Exception {
    assertIsComplaint(ioc.run(args), status, line);
  }

  private static void assertIsComplaint(IocProcess.Outcome outcome, int status, String line) {
    assertThat(outcome.err()).singleElement().asString().startsWith("ioc: ").contains(line);
    assertThat(outcome.status()).isEqualTo(status);
    assertThat(outcome.out()).isEmpty();
  }

  @Test
  void wrongOptionIsNamed() throws Exception {
    assertComplaint(USAGE, "no such option: '--elevtor'", "run", "--elevtor", "bfq", "jobs.fio");
    write("wrong.fio", "[a]\nsize=1m\nidepth=4\n");
    assertComplaint(USAGE, "wrong.fio:3: idepth=4: no such option: 'idepth'", "run", "wrong.fio");
  }

  @Test
  void invalidJobFileIsNamed() throws Exception {
    write("empty.fio", "");
    write("binary.fio", "\u007fELF\0\0");
    assertComplaint(USAGE, "empty.fio: the file is empty", "run", "empty.fio");
    assertComplaint(USAGE, "binary.fio: not a text file", "run", "binary.fio");
    assertComplaint(USAGE, "missing.fio: no such file", "run", "missing.fio");
    assertComplaint(USAGE, "no job: expected a job file, or --name=JOB and its options", "run");
  }

  @Test
  void folderThatCannotBeWrittenIsNamed() throws Exception {
    assertComplaint(
        FAILED, "jobs.fio can not be made: ", "run", "--filename", "jobs.fio/data", "jobs.fio");
    assertComplaint(USAGE, ".: is a directory", "run", "--filename", ".", "jobs.fio");
  }

  @Test
  @Requires(kernel = Linux.class)
  void fileSystemThatAcceptsNoFilesIsNamed() throws Exception {
    assertComplaint(
        FAILED, "/proc/none/data: ", "run", "--filename", "/proc/none/data", "jobs.fio");
    assertComplaint(FAILED, "/proc/data: ", "run", "--filename", "/proc/data", "jobs.fio");
  }

  @Test
  @Requires(kernel = Linux.class)
  void fullDiskIsReported() throws Exception {
    // The unit of ulimit -f is 512 bytes, or 1024 in some shells. In both cases the limit is above
    // the size of a copied plugin and below the size of the data file.
    assertIsComplaint(
        ioc.runAfter("ulimit -f 2000", "run", "--filename", "new", "--size", "8m", "jobs.fio"),
        FAILED,
        "new: file too large");
    assertThat(folder.resolve("new")).doesNotExist();

    IocProcess.Outcome outcome =
        ioc.runInto(new File("/dev/full"), "run", "--driver", "null", "jobs.fio");
    assertIsComplaint(outcome, FAILED, "standard output: the report could not be written");
    assertComplaint(FAILED, "/dev/full: ", "run", "--filename", "/dev/full", "jobs.fio");
  }

  @Test
  void unknownElevatorAttributeOrValueIsNamed() throws Exception {
    assertComplaint(USAGE, "there is no elevator 'cfq'", "run", "--elevator", "cfq", "jobs.fio");
    assertComplaint(USAGE, "no attribute nosuch", "run", "--set", "nosuch=1", "jobs.fio");
    assertComplaint(USAGE, "fifo_batch: 'many'", "run", "--set", "fifo_batch=many", "jobs.fio");
    assertComplaint(USAGE, "no such driver: 'tape'", "run", "--driver", "tape", "jobs.fio");
    // The command must detect each of these mistakes before it creates a file.
    assertThat(folder.resolve("data")).doesNotExist();
  }

  @Test
  @Requires(kernel = Linux.class)
  void interruptEndsTheRunAndReportsTheFiguresSoFar() throws Exception {
    Path watched = Files.createDirectory(folder.resolve("watched"));
    Files.write(watched.resolve("data"), new byte[1 << 20]);
    write("long.fio", "[w]\nfilename=watched/data\nrw=write\nruntime=1h\ntime_based\n");
    try (WatchService changes = FileSystems.getDefault().newWatchService()) {
      watched.register(changes, StandardWatchEventKinds.ENTRY_MODIFY);
      Process process = ioc.startInterruptible("run", "long.fio");
      WatchKey written = changes.poll(5, TimeUnit.MINUTES);
      // The drive tests the file system when it opens, which also counts as a change of the folder.
      // One write is in flight at a time, so when the second arrives the first has ended.
      while (written != null && !isWritten(watched.resolve("data"), 4096)) {
        written.reset();
        written = changes.poll(5, TimeUnit.MINUTES);
      }
      interrupt(process);
      IocProcess.Outcome outcome = ioc.end(process);

      assertThat(written).as("the job has written").isNotNull();
      assertThat(outcome.status()).isEqualTo(INTERRUPTED);
      // On a busy machine stopping takes longer than a second, and the command then reports what it
      // waits for.
      assertThat(outcome.err())
          .filteredOn(line -> !line.startsWith("ioc: interrupted; waiting for I/O in flight"))
          .containsExactly("ioc: interrupted; the report covers the time until then");
      assertThat(outcome.out())
          .contains("w: (groupid=0, jobs=1): err= 0", "write: IOPS=", "Run status group 0");
    }
  }

  @Test
  void interruptWhileReadingInputEndsTheCommandWithAMessage() throws Exception {
    assertThat(new ProcessBuilder("mkfifo", folder.resolve("pipe").toString()).start().waitFor())
        .isZero();
    for (List<String> words :
        List.of(
            List.of("run", "pipe"),
            List.of("compare", "--driver=sim-ssd", "pipe", "--output=report"))) {
      Process process = ioc.startInterruptible(words.toArray(String[]::new));
      // Opening the pipe returns once the command has opened the other end. The command then waits
      // for the first byte.
      try (OutputStream pipe = Files.newOutputStream(folder.resolve("pipe"))) {
        interrupt(process);
        IocProcess.Outcome outcome = ioc.end(process);
        assertThat(outcome.status()).isEqualTo(INTERRUPTED);
        assertThat(outcome.err())
            .containsExactly(
                "ioc: interrupted while reading pipe, whose end has not come; nothing was done");
        pipe.flush();
      }
      assertThat(folder.resolve("report")).doesNotExist();
    }
  }

  /** Returns whether a block of a file that was created with zeroes has other content now. */
  private static boolean isWritten(Path file, long position) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      in.skipNBytes(position);
      for (byte each : in.readNBytes(4096)) {
        if (each != 0) {
          return true;
        }
      }
      return false;
    }
  }

  private static void interrupt(Process process) throws IOException, InterruptedException {
    Process kill =
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).inheritIO().start();
    assertThat(kill.waitFor()).isZero();
  }

  @Test
  void aggregateBandwidthIsLoggedInTheCurrentFolder() throws Exception {
    IocProcess.Outcome outcome = ioc.run("run", "--bandwidth-log", "--minimal", "jobs.fio");

    assertThat(outcome.status()).as(outcome.err().toString()).isZero();
    assertThat(outcome.out().lines()).hasSize(2).allMatch(line -> line.startsWith("3;ioc-"));
    for (String direction : List.of("read", "write", "trim")) {
      assertThat(folder.resolve("agg-" + direction + "_bw.log")).isNotEmptyFile();
    }
  }
}
