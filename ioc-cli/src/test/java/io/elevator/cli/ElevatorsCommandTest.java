package io.elevator.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.elevator.api.AttributeSpec;
import io.elevator.api.ElevatorInfo;
import io.elevator.api.PluginProblem;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class ElevatorsCommandTest {
  private final StringWriter out = new StringWriter();

  @Test
  void elevatorsAreListedWithTheirAttributesAndPluginsThatCannotBeUsed() {
    ElevatorInfo lottery =
        new ElevatorInfo(
            "lottery",
            List.of("lotto"),
            "draws lots",
            "/plugins/lottery.jar",
            1000,
            List.of(
                AttributeSpec.tunable("tickets", "", "8", "1..64", "how many lots a task has"),
                AttributeSpec.readOnly("drawn", "lots", "how many were drawn")));

    ElevatorsCommand.print(
        List.of(lottery),
        List.of(new PluginProblem("/plugins/broken.jar", "is no jar")),
        new PrintWriter(out, true));

    assertThat(out.toString().lines())
        .containsExactly(
            "none: requests go straight to the drive; built in, no attributes",
            "",
            "lottery (lotto): draws lots",
            "  from /plugins/lottery.jar",
            "  attribute  default    unit  range  meaning",
            "  tickets    8                1..64  how many lots a task has",
            "  drawn      read-only  lots         how many were drawn",
            "",
            "could not be used:",
            "  /plugins/broken.jar: is no jar");
  }

  @Test
  void aLineFeedInTheNameOfAJarIsEscaped() {
    ElevatorsCommand.print(
        List.of(new ElevatorInfo("a", List.of(), "b", "/c\nd.jar", 1000, List.of())),
        List.of(new PluginProblem("/e\nnone: f.jar", "is no jar")),
        new PrintWriter(out, true));

    assertThat(out.toString().lines())
        .containsExactly(
            "none: requests go straight to the drive; built in, no attributes",
            "",
            "a: b",
            "  from /c\\x0ad.jar",
            "",
            "could not be used:",
            "  /e\\x0anone: f.jar: is no jar");
  }

  @Test
  void anUnknownFolderOfPluginsIsRefused() {
    StringWriter err = new StringWriter();

    int status =
        Main.run(new PrintWriter(out), new PrintWriter(err), "elevators", "--plugins", "/no/such");

    assertThat(status).isEqualTo(ExitStatus.USAGE);
    assertThat(err.toString())
        .isEqualTo("ioc: --plugins: /no/such: no such folder" + System.lineSeparator());
  }
}
