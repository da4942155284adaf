package io.elevator.cli;

import io.elevator.api.AttributeSpec;
import io.elevator.api.BlockLayer;
import io.elevator.api.ElevatorInfo;
import io.elevator.api.PluginProblem;
import io.elevator.core.time.VirtualTime;
import io.elevator.report.text.PlainText;
import io.elevator.report.text.TextTable;
import io.elevator.workload.session.LayerSource;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code ioc elevators}: lists the elevators with their sources and attributes. */
@Command(
    name = "elevators",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = "List the elevators found, where they come from, and their attributes.")
final class ElevatorsCommand implements Callable<Integer> {
  private static final List<String> HEADER =
      List.of("attribute", "default", "unit", "range", "meaning");

  @SuppressWarnings("NullAway.Init") // picocli sets this field before it calls the command.
  @Spec
  private CommandSpec spec;

  @Mixin private PluginOptions plugins = new PluginOptions();

  @Override
  public Integer call() {
    PrintWriter out = new PlainWriter(spec.commandLine().getOut());
    PrintWriter err = spec.commandLine().getErr();
    LayerSource source =
        new LayerSource(
            plugins.all(),
            plugins.trust(),
            0,
            (where, defect) -> err.println("ioc: " + where + ": " + defect),
            notice -> err.println("ioc: " + notice),
            builder -> {});
    // The command does no I/O. In virtual time the layer needs no threads.
    try (VirtualTime time = new VirtualTime();
        BlockLayer layer = source.open(time)) {
      print(layer.elevators(), layer.pluginProblems(), out);
    }
    return ExitStatus.OK;
  }

  /** Prints the list of elevators and the plugin problems. */
  static void print(List<ElevatorInfo> elevators, List<PluginProblem> problems, PrintWriter out) {
    out.println("none: requests go straight to the drive; built in, no attributes");
    for (ElevatorInfo elevator : elevators) {
      out.println();
      String aliases =
          elevator.aliases().isEmpty() ? "" : " (" + String.join(", ", elevator.aliases()) + ")";
      out.println(elevator.name() + aliases + ": " + elevator.description());
      // A line feed in a file name is escaped, so that it does not begin a new line.
      out.println("  from " + PlainText.of(elevator.source()));
      if (!elevator.attributes().isEmpty()) {
        TextTable table = new TextTable(HEADER);
        elevator.attributes().forEach(attribute -> table.add(row(attribute)));
        table.lines().forEach(line -> out.println("  " + line));
      }
    }
    if (!problems.isEmpty()) {
      out.println();
      out.println("could not be used:");
      problems.forEach(problem -> out.println("  " + PlainText.of(LayerSource.line(problem))));
    }
  }

  private static List<String> row(AttributeSpec attribute) {
    return List.of(
        attribute.name(),
        attribute.writable() ? attribute.defaultValue() : "read-only",
        attribute.unit(),
        attribute.range(),
        attribute.description());
  }
}
