package io.elevator.integration.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ioc replay} ends even if the trace or the drive could make it wait for ever. */
class ReplayTest {
  private static final int FAILED = 1;
  private static final int USAGE = 2;
  private static final int INTERRUPTED = 130;

  @TempDir Path folder;
  private IocProcess ioc;

  @BeforeEach
  void start() {
    ioc = new IocProcess(folder);
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }

  @Test
  void discardIsNotLimitedToTheSizeOfABuffer() throws IOException, InterruptedException {
    write("t", "  8,0   1        1     0.000000000  5527  Q   D 2048 + 8388607 [blkdiscard]\n");
    IocProcess.Outcome outcome = ioc.run("replay", "--driver=sim-ssd", "--output-format=json", "t");
    assertThat(outcome.err()).isEmpty();
    assertThat(outcome.out()).contains("\"ios\" : 1,", "\"bytes\" : " + 8_388_607L * 512);
  }

  @Test
  void lengthBeyondAnyDriveIsAUserError() throws IOException, InterruptedException {
    write("t", "fio version 3 iolog\n0 f add\n0 f read 0 9223372036854775807\n");
    IocProcess.Outcome outcome = ioc.run("replay", "t");
    assertThat(outcome.status()).isEqualTo(USAGE);
    assertThat(outcome.err())
        .singleElement()
        .asString()
        .startsWith("ioc: t:3: offset 0 and length");
  }

  @Test
  void simulatedDriveThatRefusesAllIoIsReportedAndTheReplayEnds()
      throws IOException, InterruptedException {
    write("t", "fio version 3 iolog\n0 f read 0 4096\n");
    write("j", "[a]\nrw=read\nsize=64k\n");
    IocProcess.Outcome replay =
        ioc.run("replay", "--driver=sim-hdd", "--driver-option=faults=busy", "t");
    assertThat(replay.status()).isEqualTo(FAILED);
    assertThat(replay.err()).last().asString().contains("no I/O has ended for 3600 s");
    IocProcess.Outcome run = ioc.run("run", "--driver=sim-hdd", "--driver-option=faults=busy", "j");
    assertThat(run.status()).isEqualTo(FAILED);
    assertThat(run.err()).last().asString().contains("no I/O has ended for an hour");
  }

  @Test
  void interruptEndsAReplayWhosePipeGivesNoMoreLines() throws IOException, InterruptedException {
    assertThat(new ProcessBuilder("mkfifo", folder.resolve("pipe").toString()).start().waitFor())
        .isZero();
    Process process = ioc.startInterruptible("replay", "--driver=sim-ssd", "pipe");
    // Opening the pipe returns once the command has opened the other end.
    try (OutputStream pipe = Files.newOutputStream(folder.resolve("pipe"))) {
      pipe.write("fio version 3 iolog\n0 f read 0 4096\n".getBytes(StandardCharsets.US_ASCII));
      pipe.flush();
      Process kill = new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start();
      assertThat(kill.waitFor()).isZero();
      IocProcess.Outcome outcome = ioc.end(process);
      assertThat(outcome.status()).isEqualTo(INTERRUPTED);
      assertThat(outcome.err()).isNotEmpty().allMatch(line -> line.contains("interrupted"));
    }
  }

  @Test
  void pipeIsRefusedAsADataFileAndAsATraceForTwoElevators()
      throws IOException, InterruptedException {
    assertThat(new ProcessBuilder("mkfifo", folder.resolve("pipe").toString()).start().waitFor())
        .isZero();
    write("j", "[a]\nrw=read\nsize=64k\nfilename=pipe\n");
    write("t", "fio version 3 iolog\n0 f read 0 4096\n");
    for (String[] words :
        new String[][] {
          {"run", "--driver=file", "j"},
          {"replay", "--driver=file", "--filename=pipe", "t"},
          {"replay", "--elevators=none,bfq", "pipe"}
        }) {
      IocProcess.Outcome outcome = ioc.run(words);
      assertThat(outcome.status()).as(String.join(" ", words)).isEqualTo(USAGE);
      assertThat(outcome.err()).singleElement().asString().contains("pipe: is ");
    }
  }
}
