package io.elevator.cli;

import io.elevator.api.AttributeSpec;
import io.elevator.api.BlockLayer;
import io.elevator.api.DriverInfo;
import io.elevator.api.ElevatorInfo;
import io.elevator.core.time.VirtualTime;
import io.elevator.workload.session.DriverChoice;
import io.elevator.workload.session.LayerSource;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * A command for the build of the distribution: completes the man page and the completion script
 * with the names of commands, options, elevators, drivers and attributes. In each file it replaces
 * a line {@code @completion@} by definitions for the shell, and lines {@code @elevators@} and
 * {@code @drivers@} by text in the format of man pages.
 */
@Command(name = FillInCommand.NAME, hidden = true)
final class FillInCommand implements Callable<Integer> {
  static final String NAME = "fill-in";

  private static final Pattern FEW_NUMBERS = Pattern.compile("(\\d{1,9})\\.\\.(\\d{1,9})");
  private static final Pattern WORD = Pattern.compile("[\\w.+-]+");
  private static final Pattern LIST = Pattern.compile("[\\w.+-]+(, [\\w.+-]+)+");

  @SuppressWarnings("NullAway.Init") // picocli sets this field before it calls the command.
  @Spec
  private CommandSpec spec;

  @Parameters(paramLabel = "FILE", description = "Files to complete.")
  private List<Path> files = new ArrayList<>();

  @Mixin private PluginOptions plugins = new PluginOptions();

  @Override
  public Integer call() throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    LayerSource source =
        new LayerSource(
            plugins.all(),
            plugins.trust(),
            0,
            (where, defect) -> err.println("ioc: " + where + ": " + defect),
            notice -> err.println("ioc: " + notice),
            builder -> {});
    try (VirtualTime time = new VirtualTime();
        BlockLayer layer = source.open(time)) {
      Map<String, List<String>> parts =
          Map.of(
              "@completion@", completion(Main.commandLine(), layer.elevators(), layer.drivers()),
              "@elevators@", elevators(layer.elevators()),
              "@drivers@", drivers(layer.drivers()));
      for (Path file : files) {
        Files.writeString(
            file,
            Files.readAllLines(file).stream()
                .flatMap(line -> parts.getOrDefault(line, List.of(line)).stream())
                .map(line -> line + "\n")
                .collect(Collectors.joining()));
      }
    }
    return ExitStatus.OK;
  }

  /** Returns the definitions for the completion script. */
  static List<String> completion(
      CommandLine commands, List<ElevatorInfo> elevators, List<DriverInfo> drivers) {
    List<String> lines = new ArrayList<>();
    Map<String, CommandLine> visible = new TreeMap<>(commands.getSubcommands());
    visible.values().removeIf(command -> command.getCommandSpec().usageMessage().hidden());
    lines.add("_ioc_commands='" + String.join(" ", visible.keySet()) + "'");
    lines.add(
        "_ioc_elevators='"
            + words(Stream.concat(Stream.of("none"), elevators.stream().map(ElevatorInfo::name)))
            + "'");
    lines.add(
        "_ioc_drivers='"
            + words(
                Stream.concat(Stream.of(DriverChoice.AUTO), drivers.stream().map(DriverInfo::name)))
            + "'");
    Map<String, String> options = new TreeMap<>();
    options.put("", options(commands));
    visible.forEach((name, command) -> options.put(name, options(command)));
    lines.addAll(function("_ioc_options", options));
    lines.addAll(
        function(
            "_ioc_attributes",
            elevators.stream()
                .collect(
                    Collectors.toMap(
                        ElevatorInfo::name,
                        elevator ->
                            assignments(
                                elevator.attributes().stream().filter(AttributeSpec::writable))))));
    lines.addAll(
        function(
            "_ioc_driver_options",
            drivers.stream()
                .collect(
                    Collectors.toMap(
                        DriverInfo::name, driver -> assignments(driver.options().stream())))));
    return lines;
  }

  /** Returns a shell function that prints the words of one name. */
  private static List<String> function(String function, Map<String, String> wordsByName) {
    List<String> lines = new ArrayList<>();
    lines.add(function + "() {");
    lines.add("  case $1 in");
    new TreeMap<>(wordsByName)
        .forEach((name, words) -> lines.add("    '" + name + "') echo '" + words + "' ;;"));
    lines.add("  esac");
    lines.add("}");
    return lines;
  }

  /** Returns the long options of a command, those with a value with an appended equals sign. */
  private static String options(CommandLine command) {
    return words(
        command.getCommandSpec().options().stream()
            .flatMap(option ->
                Stream.of(option.names())
                    .filter(name -> name.startsWith("--"))
                    .map(name -> option.arity().max() > 0 ? name + "=" : name))
            .distinct());
  }

  private static String assignments(Stream<AttributeSpec> attributes) {
    return words(
        attributes.map(attribute -> attribute.name() + "=" + String.join(",", values(attribute))));
  }

  private static String words(Stream<String> words) {
    return words.collect(Collectors.joining(" "));
  }

  /**
   * Returns the values that completion offers for an attribute: all values if they are few, else
   * the default value, or none if the default is no single word.
   */
  static List<String> values(AttributeSpec attribute) {
    Matcher numbers = FEW_NUMBERS.matcher(attribute.range());
    if (numbers.matches()
        && Integer.parseInt(numbers.group(2)) - Integer.parseInt(numbers.group(1)) == 1) {
      return List.of(numbers.group(1), numbers.group(2));
    }
    if (LIST.matcher(attribute.range()).matches()) {
      return List.of(attribute.range().split(", "));
    }
    String usual = attribute.defaultValue();
    return WORD.matcher(usual).matches() ? List.of(usual) : List.of();
  }

  private static List<String> elevators(List<ElevatorInfo> elevators) {
    List<String> lines = new ArrayList<>();
    for (ElevatorInfo elevator : elevators) {
      String aliases =
          elevator.aliases().isEmpty() ? "" : " (" + String.join(", ", elevator.aliases()) + ")";
      lines.addAll(section(elevator.name() + aliases, elevator.description()));
      elevator.attributes().forEach(attribute -> lines.addAll(entry(attribute)));
    }
    return lines;
  }

  private static List<String> drivers(List<DriverInfo> drivers) {
    List<String> lines = new ArrayList<>();
    for (DriverInfo driver : drivers) {
      lines.addAll(section(driver.name(), driver.description()));
      driver.options().forEach(option -> lines.addAll(entry(option)));
    }
    return lines;
  }

  private static List<String> section(String title, String description) {
    return List.of(".SS " + escaped(title), escaped(description));
  }

  private static List<String> entry(AttributeSpec attribute) {
    List<String> notes = new ArrayList<>();
    if (!attribute.writable()) {
      notes.add("read-only");
    } else if (!attribute.defaultValue().isEmpty()) {
      notes.add("default " + (attribute.defaultValue() + " " + attribute.unit()).strip());
    } else if (!attribute.unit().isEmpty()) {
      notes.add("in " + attribute.unit());
    }
    return List.of(
        ".TP",
        "\\fB"
            + escaped(attribute.name())
            + "\\fR=\\fI"
            + escaped(attribute.range())
            + "\\fR"
            + (notes.isEmpty() ? "" : " (" + escaped(String.join(", ", notes)) + ")"),
        escaped(attribute.description()));
  }

  /**
   * Returns text in which no character has a meaning for the formatter of man pages. A line that
   * begins with a dot or an apostrophe would be a request to the formatter.
   */
  private static String escaped(String text) {
    String escaped = text.replace("\\", "\\e").replace("-", "\\-");
    return escaped.startsWith(".") || escaped.startsWith("'") ? "\\&" + escaped : escaped;
  }
}
