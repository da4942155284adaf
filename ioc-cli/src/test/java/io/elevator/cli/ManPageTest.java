package io.elevator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** Tests that the manual page names every command and option. */
class ManPageTest {
  private static final Path PAGE = Path.of("src", "main", "dist", "share", "man", "man1", "ioc.1");

  @Test
  void theManPageNamesEveryCommandAndOption() throws IOException {
    String page = Files.readString(PAGE).replace("\\-", "-");
    List<String> missing = new ArrayList<>();
    for (CommandLine command : Main.commandLine().getSubcommands().values()) {
      if (command.getCommandSpec().usageMessage().hidden()) {
        continue;
      }
      String name = command.getCommandName();
      if (!page.contains(".B ioc " + name + "\n")) {
        missing.add(name);
      }
      command
          .getCommandSpec()
          .options()
          .forEach(option -> {
            if (!page.contains("\\fB" + option.longestName() + "\\fR")) {
              missing.add(name + " " + option.longestName());
            }
          });
    }

    assertThat(missing).isEmpty();
  }

  @Test
  void aCommandIsFoundEvenIfTheOthersAreNotCreated() {
    assertThat(CommandRun.of("help").out())
        .contains("run", "conform", "elevators")
        .doesNotContain("fill-in");
    assertThat(CommandRun.of("help", "run").out()).contains("--elevator");
    assertThat(CommandRun.of("run", "--help").out()).contains("--elevator");
    assertThat(CommandRun.of("rnu").err()).contains("no such command: 'rnu', did you mean 'run'?");
  }
}
