package io.elevator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TerminalTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "/dev/pts/3, true",
    "/dev/tty1, true",
    "/dev/console, true",
    "/dev/null, false",
    "pipe:[123], false",
    "/tmp/err.txt, false"
  })
  void theTargetOfTheLinkDecidesWhetherItIsATerminal(String target, boolean terminal)
      throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("2"), Path.of(target));

    assertThat(Terminal.isTerminal(link)).isEqualTo(terminal);
  }
}
