package io.elevator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MainTest {
  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    return Main.run(new PrintWriter(out), new PrintWriter(err), args);
  }

  @Test
  void theVersionIsPrinted() {
    assertThat(run("--version")).isEqualTo(ExitStatus.OK);
    assertThat(out.toString()).startsWith("ioc ").hasLineCount(1);
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void printsHelpThatListsTheCommands() {
    assertThat(run("help")).isEqualTo(ExitStatus.OK);
    assertThat(out.toString()).startsWith("Usage: ioc").contains("Commands:");
    assertThat(err.toString()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--vresion | ioc: no such option: '--vresion', did you mean '--version'?; see 'ioc --help'",
        "halp | ioc: no such command: 'halp', did you mean 'help'?; see 'ioc --help'",
        "frobnicate | ioc: no such command: 'frobnicate'; see 'ioc --help'"
      })
  void answersAWrongWordWithOneLine(String word, String line) {
    assertThat(run(word)).isEqualTo(ExitStatus.USAGE);
    assertThat(err.toString()).isEqualTo(line + System.lineSeparator());
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void aMissingCommandIsRefused() {
    assertThat(run()).isEqualTo(ExitStatus.USAGE);
    assertThat(err.toString())
        .isEqualTo("ioc: missing required subcommand; see 'ioc --help'" + System.lineSeparator());
  }

  @Test
  void debugShowsAStackTrace() {
    assertThat(run("--debug", "frobnicate")).isEqualTo(ExitStatus.USAGE);
    assertThat(err.toString()).contains("\tat ");
  }

  @Test
  void aWordThatBeginsWithAnAtSignIsNotReplacedByAFilesContent() throws IOException {
    Path secret = Files.writeString(folder.resolve("secret"), "--token=abc\n");
    assertThat(run("run", "@" + secret)).isEqualTo(ExitStatus.USAGE);
    assertThat(err.toString()).contains("@" + secret + ": no such file").doesNotContain("token");
  }

  @Test
  void anErrorPrintsOneLineAndFailsTheCommand() throws IOException {
    Path job = Files.writeString(folder.resolve("a.fio"), "[a]\nsize=4k\n");
    int status =
        Main.run(
            builder -> {
              throw new AssertionError("broken\ninside");
            },
            new PrintWriter(out),
            new PrintWriter(err),
            "run",
            job.toString());
    assertThat(status).isEqualTo(ExitStatus.FAILED);
    assertThat(err.toString())
        .isEqualTo(
            "ioc: internal error: AssertionError: broken inside (--debug shows where)"
                + System.lineSeparator());
  }

  @Test
  void aMalformedDigestIsAUserError() {
    assertThat(run("elevators", "--plugin-digest=abc")).isEqualTo(ExitStatus.USAGE);
    assertThat(err.toString())
        .isEqualTo(
            "ioc: --plugin-digest: 'abc' is no SHA-256 digest; expected 64 hexadecimal digits"
                + System.lineSeparator());
  }
}
