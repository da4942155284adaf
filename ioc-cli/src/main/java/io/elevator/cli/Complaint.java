package io.elevator.cli;

import io.elevator.report.text.PlainText;
import io.elevator.workload.files.OutputInterrupted;
import io.elevator.workload.input.NearestName;
import io.elevator.workload.input.ParameterError;
import io.elevator.workload.input.RunFailure;
import io.elevator.workload.input.Shortened;
import io.elevator.workload.input.UserError;
import io.elevator.workload.sweep.Axis;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.Set;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Reports an error to the user: one line, and a stack trace only with the option {@code --debug}.
 */
final class Complaint {
  /**
   * Greatest number of characters of a message. A message that quotes a line of a job file could
   * otherwise have millions.
   */
  static final int LONGEST = 4096;

  private Complaint() {}

  /**
   * Writes the line about an error and returns the exit status.
   *
   * @param e error
   * @param debug whether to write a stack trace, too
   * @param err receiver of the text
   */
  static int about(Throwable e, boolean debug, PrintWriter err) {
    err.println("ioc: " + PlainText.of(Shortened.of(message(e), LONGEST)));
    if (debug) {
      e.printStackTrace(err);
    }
    if (e instanceof UserError || e instanceof ParameterException) {
      return ExitStatus.USAGE;
    }
    return e.getCause() instanceof OutputInterrupted ? ExitStatus.INTERRUPTED : ExitStatus.FAILED;
  }

  private static String message(Throwable e) {
    return switch (e) {
      case ParameterException usage -> usage(usage);
      case ParameterError error -> option(error.parameter()) + ": " + error.reason();
      case UserError error -> oneLine(error);
      case RunFailure failure -> oneLine(failure);
      case OutOfMemoryError full ->
          "out of memory (" + oneLine(full) + "); IOC_JAVA_OPTS=-Xmx2g allows more, for instance";
      default ->
          "internal error: "
              + e.getClass().getSimpleName()
              + ": "
              + oneLine(e)
              + " (--debug shows where)";
    };
  }

  /** Returns the option that sets a parameter of the library. */
  private static String option(String parameter) {
    return switch (parameter) {
      case Axis.PARAMETER -> "--vary";
      case "depth" -> "--queue-depth";
      case "filename" -> "--filename";
      case "names" -> "--section";
      default -> parameter;
    };
  }

  private static String usage(ParameterException e) {
    // The name includes the program, as far as the words were parsed: 'ioc run' instead of 'run'.
    String command = e.getCommandLine().getCommandSpec().qualifiedName();
    String message =
        e instanceof UnmatchedArgumentException unmatched ? unmatched(unmatched) : reason(e);
    return message + "; see '" + command + " --help'";
  }

  private static String unmatched(UnmatchedArgumentException e) {
    String word = e.getUnmatched().getFirst();
    CommandSpec command = e.getCommandLine().getCommandSpec();
    if (word.startsWith("-")) {
      return "no such option: '" + word + "'" + suggestion(word, command.optionsMap().keySet());
    }
    return command.subcommands().isEmpty()
        ? "'" + word + "' was not expected"
        : "no such command: '" + word + "'" + suggestion(word, command.subcommands().keySet());
  }

  private static String suggestion(String word, Set<String> names) {
    return NearestName.of(word, names).map(name -> ", did you mean '" + name + "'?").orElse("");
  }

  /** Returns picocli's message, rewritten in the style of this command's messages. */
  private static String reason(ParameterException e) {
    String message = oneLine(e);
    String lower = message.substring(0, 1).toLowerCase(Locale.ROOT) + message.substring(1);
    return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
  }

  private static String oneLine(Throwable e) {
    return String.valueOf(e.getMessage()).strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
