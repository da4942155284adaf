package io.elevator.cli;

import io.elevator.core.BlockLayers;
import io.elevator.workload.files.PipeOutput;
import io.elevator.workload.job.CommandLineJobs;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/**
 * The main command {@code ioc}. Standard output contains only reports; messages go to standard
 * error, one line each; the exit status is one of {@link ExitStatus}.
 */
@Command(
    name = "ioc",
    mixinStandardHelpOptions = true,
    description =
        "I/O contexts and elevators (I/O schedulers) of the Linux block layer, on the JVM.",
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND")
public final class Main {
  /**
   * Classes of the subcommands, by name. They are not in the annotation, because picocli would
   * inspect all of them. The inspection of one command takes as long as the rest of the start, and
   * only one is needed.
   */
  private static final Map<String, Class<?>> COMMANDS = commands();

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Show the stack trace of an error.")
  private boolean debug;

  private Main() {}

  /** Runs the command and ends the JVM with the command's exit status. */
  public static void main(String[] args) {
    PrintWriter out = standard(FileDescriptor.out, System.out.charset());
    PrintWriter err = standard(FileDescriptor.err, System.err.charset());
    System.exit(run(out, err, args));
  }

  /**
   * Returns a writer to a standard stream. The stream may be a pipe whose reader has stopped
   * reading.
   */
  private static PrintWriter standard(FileDescriptor descriptor, Charset charset) {
    try {
      return new PrintWriter(new PipeOutput(() -> new FileOutputStream(descriptor)), true, charset);
    } catch (IOException e) {
      // The exception cannot occur: the descriptor is already open, so creating its stream cannot
      // fail.
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Runs the command with the given writers in place of the standard streams, for tests and
   * embedding applications.
   */
  static int run(PrintWriter out, PrintWriter err, String... args) {
    return run(builder -> {}, out, err, args);
  }

  /**
   * Runs the command with the given writers in place of the standard streams, and with further
   * settings of the block layer.
   */
  static int run(
      Consumer<BlockLayers.Builder> additions,
      PrintWriter out,
      PrintWriter complaints,
      String... args) {
    PrintWriter err = new PlainWriter(complaints);
    Main main = new Main();
    int status;
    try (InterruptWatch watch = new InterruptWatch(err)) {
      CommandLine commands = commandLine(main, new Commands(additions, watch), args);
      commands.setOut(out);
      commands.setErr(err);
      commands.setCaseInsensitiveEnumValuesAllowed(true);
      // Otherwise picocli would replace a word '@FILE' by the words of that file, and print them in
      // errors.
      commands.setExpandAtFiles(false);
      commands.setParameterExceptionHandler((e, words) -> Complaint.about(e, main.debug, err));
      commands.setExecutionExceptionHandler(
          (e, line, parsed) -> Complaint.about(e, main.debug, err));
      status = commands.execute(withJobOptions(commands, args));
    } catch (Throwable t) {
      // picocli passes exceptions to its handlers, but no Error, so an Error is handled here.
      status = Complaint.about(t, main.debug, err);
    }
    out.flush();
    err.flush();
    return status;
  }

  private static Map<String, Class<?>> commands() {
    Map<String, Class<?>> commands = new LinkedHashMap<>();
    commands.put("run", RunCommand.class);
    commands.put("compare", CompareCommand.class);
    commands.put("sweep", SweepCommand.class);
    commands.put("replay", ReplayCommand.class);
    commands.put("conform", ConformCommand.class);
    commands.put("elevators", ElevatorsCommand.class);
    commands.put("disks", DisksCommand.class);
    commands.put("help", HelpCommand.class);
    return commands;
  }

  /** Returns the command line with all subcommands, for generators of documentation. */
  static CommandLine commandLine() {
    PrintWriter nowhere = new PrintWriter(Writer.nullWriter());
    try (InterruptWatch watch = new InterruptWatch(nowhere)) {
      return commandLine(new Main(), new Commands(builder -> {}, watch));
    }
  }

  /**
   * Returns the command line with only the subcommand that the arguments name, or with all
   * subcommands if none has that name.
   */
  private static CommandLine commandLine(Main main, CommandLine.IFactory factory, String... args) {
    CommandLine commands = new CommandLine(main, factory);
    String first = args.length == 0 ? "" : args[0];
    Class<?> asked = COMMANDS.get(first);
    if (asked != null && asked != HelpCommand.class) {
      commands.addSubcommand(first, asked);
    } else {
      COMMANDS.forEach(commands::addSubcommand);
      commands.addSubcommand(FillInCommand.NAME, FillInCommand.class);
    }
    return commands;
  }

  /**
   * Returns the arguments for a command that accepts job options. Each job option is joined with
   * its value, because in fio, and so here, the value may be a separate word.
   */
  private static String[] withJobOptions(CommandLine commands, String[] args) {
    for (int i = 0; i < args.length; i++) {
      CommandLine command = commands.getSubcommands().get(args[i]);
      if (command != null) {
        CommandSpec spec = command.getCommandSpec();
        if (spec.unmatchedArgsBindings().isEmpty()) {
          return args;
        }
        List<String> words = List.of(args);
        List<String> joined = new ArrayList<>(words.subList(0, i + 1));
        joined.addAll(
            CommandLineJobs.joined(words.subList(i + 1, words.size()), spec.optionsMap().keySet()));
        return joined.toArray(String[]::new);
      }
    }
    return args;
  }

  /** Factory through which picocli creates the subcommands. */
  private record Commands(Consumer<BlockLayers.Builder> additions, InterruptWatch watch)
      implements CommandLine.IFactory {
    @Override
    public <K> K create(Class<K> type) throws Exception {
      if (type == RunCommand.class) {
        return type.cast(new RunCommand(additions, watch));
      }
      if (type == CompareCommand.class) {
        return type.cast(new CompareCommand(additions, watch));
      }
      if (type == SweepCommand.class) {
        return type.cast(new SweepCommand(additions, watch));
      }
      if (type == ReplayCommand.class) {
        return type.cast(new ReplayCommand(additions, watch));
      }
      return CommandLine.defaultFactory().create(type);
    }
  }
}
