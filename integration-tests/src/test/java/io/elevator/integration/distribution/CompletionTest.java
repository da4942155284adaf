package io.elevator.integration.distribution;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.testing.Requires;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The completion script of the distribution, run by bash as bash does when a user presses Tab. */
class CompletionTest {
  private static final Path SCRIPT =
      Distribution.home().resolve("share/bash-completion/completions/ioc").toAbsolutePath();

  /** In the first column, blanks separate the words that bash makes of the line. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "ioc r                                     | replay run",
        "ioc help sw                               | sweep",
        "ioc run --el                              | --elevator=",
        "ioc run --elevator b                      | bfq",
        "ioc run --elevator = b                    | bfq",
        "ioc run --elevator =                      | none bfq fairway kyber mq-deadline",
        "ioc compare --elevators = none,k          | none,kyber",
        "ioc run --driver sim                      | sim-hdd sim-ssd",
        "ioc run --elevator bfq --set sl           | slice_idle= slice_idle_us=",
        "ioc run --elevator = bfq --set = low_late | low_latency=",
        "ioc run --set low_latency =               | 0 1",
        "ioc compare --set kyber.r                 | kyber.read_lat_nsec=",
        "ioc compare --set kyber.read_lat_nsec =   | 2000000",
        "ioc run --driver sim-hdd --driver-option z | zones=",
        "ioc run --driver-option preset = 7        | 7200rpm",
        "ioc sweep --vary elevator = none,b        | none,bfq",
        "ioc run --eta a                           | auto always",
        "ioc run --seed 1                          | \"\"",
      })
  @Requires(tools = "bash")
  void wordsAreCompleted(String words, String expected) throws Exception {
    String line = words.replaceAll(" ?= ?", "=");
    assertThat(complete(line, words.split(" "))).isEqualTo(expected);
  }

  @Test
  @Requires(tools = "bash")
  void allCommandsAreOfferedAfterABlank() throws Exception {
    assertThat(complete("ioc ", "ioc", ""))
        .isEqualTo("compare conform disks elevators help replay run sweep");
  }

  @Test
  void buildReplacedAllMarkers() throws IOException {
    Path man = Distribution.home().resolve("share/man/man1/ioc.1");
    for (Path file : List.of(SCRIPT, man)) {
      assertThat(Files.readAllLines(file)).as("%s", file).noneMatch(line -> line.startsWith("@"));
    }
    assertThat(Files.readAllLines(man))
        .contains(
            ".SS bfq", ".SS fairway", ".SS kyber", ".SS mq\\-deadline (deadline)", ".SS sim\\-hdd")
        .contains("\\fBslice_idle\\fR=\\fI0..2147483647\\fR (default 8 ms)")
        .contains("\\fBpreset\\fR=\\fInvme\\-ssd, sata\\-ssd, nvme\\-dc\\fR (default nvme\\-ssd)");
  }

  /** Returns the completions of the last word, separated by blanks. */
  private static String complete(String line, String... words)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                "bash",
                "-c",
                """
                source "$1"; COMP_LINE=$2; COMP_POINT=${#2}; shift 2
                COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _ioc; echo "${COMPREPLY[*]}"
                """,
                "bash",
                SCRIPT.toString(),
                line));
    command.addAll(List.of(words));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as("%s", said).isZero();
    return said.strip();
  }
}
