package io.elevator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tests that output files keep their old content when the command fails, and that an output that is
 * also an input is refused.
 */
class OutputsTest {
  private static final String OLD = "precious";

  @TempDir Path folder;
  private Path job;
  private Path trace;
  private Path report;
  private String err = "";

  @BeforeEach
  void write() throws IOException {
    job = Files.writeString(folder.resolve("a.fio"), "[a]\nsize=16k\ninclude b.inc\n");
    Files.writeString(folder.resolve("b.inc"), "rw=read\n");
    trace = Files.writeString(folder.resolve("t"), "fio version 3 iolog\n0 f read 0 4096\n");
    report = Files.writeString(folder.resolve("report"), OLD);
  }

  private int run(Object... words) {
    StringWriter complaints = new StringWriter();
    int status =
        Main.run(
            builder -> builder.driver(TestDriver.simulated()),
            new PrintWriter(new StringWriter()),
            new PrintWriter(complaints),
            Stream.of(words).map(Object::toString).toArray(String[]::new));
    err = complaints.toString();
    return status;
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  /** Returns the arguments of each command without its input, which follows them. */
  private List<List<Object>> commands() {
    return List.of(
        List.of("run", job, "--driver=sim-test"),
        List.of("compare", job, "--driver=sim-test", "--elevators=none"),
        List.of("sweep", job, "--driver=sim-test", "--vary=seed=1"),
        List.of("replay", trace, "--driver=sim-test"));
  }

  private int with(List<Object> command, Object... more) {
    List<Object> words = new ArrayList<>(command);
    words.addAll(List.of(more));
    return run(words.toArray());
  }

  @Test
  void aFailedRunLeavesTheOldFilesUnchanged() throws IOException {
    List<String> before = names();
    for (List<Object> command : commands()) {
      List<Object> broken = new ArrayList<>(command);
      broken.add("--driver-option=no_such_option=1");
      assertThat(with(broken, "--output", report)).as(err).isNotZero();
      assertThat(report).hasContent(OLD);
      if (!command.getFirst().equals("run")) {
        assertThat(with(broken, "--html", report)).as(err).isNotZero();
        assertThat(report).hasContent(OLD);
      }
      assertThat(names()).isEqualTo(before);
    }
  }

  @Test
  void aRunThatSucceedsReplacesTheOldFile() throws IOException {
    List<String> before = names();
    for (List<Object> command : commands()) {
      Files.writeString(report, OLD);
      assertThat(with(command, "--output", report)).as(err).isZero();
      assertThat(Files.readString(report)).isNotEmpty().doesNotContain(OLD);
      assertThat(names()).isEqualTo(before);
    }
  }

  @Test
  void anOutputThatIsAlsoAnInputIsRefusedWhateverItsName() throws IOException {
    Path link = Files.createLink(folder.resolve("link"), job);
    Path symbolic = Files.createSymbolicLink(folder.resolve("symbolic"), Path.of("a.fio"));
    for (Path file : List.of(job, link, symbolic, folder.resolve("b.inc"))) {
      String text = Files.readString(file);
      for (List<Object> command : commands().subList(0, 3)) {
        assertThat(with(command, "--output", file)).isEqualTo(ExitStatus.USAGE);
        assertThat(err).startsWith("ioc: --output: " + file + " is also the job file (");
        assertThat(file).hasContent(text);
      }
    }
    assertThat(with(commands().getLast(), "--html", trace)).isEqualTo(ExitStatus.USAGE);
    assertThat(err).startsWith("ioc: --html: " + trace + " is also the trace (");
  }

  @Test
  void anOutputThatIsALogOrAFileOfTheIoIsRefused() {
    assertThat(with(commands().get(1), "--output", report, "--html", report)).isEqualTo(2);
    assertThat(err).startsWith("ioc: --output: " + report + " is also --html (");
    assertThat(with(commands().getFirst(), "--write_iolog=" + job)).isEqualTo(2);
    assertThat(err).startsWith("ioc: write_iolog: " + job + " is also the job file (");
    assertThat(with(commands().getFirst(), "--filename=" + job)).isEqualTo(2);
    assertThat(err).startsWith("ioc: the file of the I/O: " + job + " is also the job file (");
    assertThat(with(commands().getFirst(), "--filename=" + report, "--output", report))
        .isEqualTo(2);
    assertThat(err).startsWith("ioc: --output: " + report + " is also the file of the I/O (");
    assertThat(report).hasContent(OLD);
  }

  @Test
  void severalJobsMayWriteOneLog() throws IOException {
    Path log = Files.writeString(folder.resolve("all.iolog"), OLD);
    assertThat(with(commands().getFirst(), "--numjobs=2", "--write_iolog=" + log)).isZero();
    assertThat(Files.readString(log)).contains(" a.0.0 ", " a.1.0 ").doesNotContain(OLD);
  }
}
