package io.elevator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConformCommandTest {
  private static final String NEWLINE = System.lineSeparator();

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(Object... args) {
    String[] words = new String[args.length + 1];
    words[0] = "conform";
    for (int i = 0; i < args.length; i++) {
      words[i + 1] = args[i].toString();
    }
    return Main.run(new PrintWriter(out), new PrintWriter(err), words);
  }

  @Test
  void aMalformedVectorIsReportedInOneLineAndTheOthersAreStillReplayed() throws IOException {
    Path bad = Files.writeString(folder.resolve("bad.vec"), "V 1\nE none-such\nQ hz=100\n");
    Path worse = Files.writeString(folder.resolve("worse.vec"), "");

    assertThat(run(folder)).isEqualTo(ExitStatus.USAGE);
    assertThat(err)
        .hasToString(
            "ioc: "
                + bad
                + ":3: 'hw_queues=' is missing"
                + NEWLINE
                + "ioc: "
                + worse
                + ":1: the vector ends without E line"
                + NEWLINE);
    assertThat(out).hasToString("0 passed, 0 failed" + NEWLINE);
  }

  @Test
  void anUnknownElevatorIsNamedInTheMessage() throws IOException {
    Path vector =
        Files.writeString(
            folder.resolve("a.vec"),
            """
            V 1
            E none-such
            Q hw_queues=1 queue_depth=1 nr_requests=64 cpus=1 rotational=0 max_sectors=256 \
            max_segments=64 nomerges=0 hz=1000 start_ns=1 jiffies0=0
            N 1
            """);

    assertThat(run(vector)).isEqualTo(ExitStatus.USAGE);
    assertThat(err.toString())
        .startsWith("ioc: " + vector + ": there is no elevator 'none-such'; there are ")
        .hasLineCount(1);
  }

  @Test
  void aPathWithoutVectorsIsNamedInTheMessage() {
    Path missing = folder.resolve("missing");

    assertThat(run(missing)).isEqualTo(ExitStatus.USAGE);
    assertThat(run(folder)).isEqualTo(ExitStatus.USAGE);
    assertThat(err.toString())
        .contains("ioc: cannot find vectors: " + missing + ": no such file or folder" + NEWLINE)
        .contains(
            "ioc: cannot find vectors: "
                + folder
                + ": no .vec or .vec.gz file in this folder"
                + NEWLINE);
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void aMissingPluginFolderIsRefusedWithItsOption() throws IOException {
    Path vector = Files.writeString(folder.resolve("a.vec"), "V 1\n");

    assertThat(run("--plugins", folder.resolve("p"), vector)).isEqualTo(ExitStatus.USAGE);
    assertThat(err.toString())
        .isEqualTo("ioc: --plugins: " + folder.resolve("p") + ": no such folder" + NEWLINE);
  }

  @Test
  void aMissingPathIsRefused() {
    assertThat(run()).isEqualTo(ExitStatus.USAGE);
    assertThat(err.toString()).contains("PATH").endsWith("see 'ioc conform --help'" + NEWLINE);
  }

  @Test
  void helpIsPrinted() {
    assertThat(run("--help")).isEqualTo(ExitStatus.OK);
    assertThat(out.toString()).contains("Usage: ioc conform", "--verbose", "PATH", "--plugins");
  }
}
