package io.elevator.cli.replay;

import io.elevator.api.Operation;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What blkparse prints by default. I/Os are taken from the first kind of event that a trace has:
 * {@code Q}, when they reach the queue, or {@code D}, when they reach the drive.
 */
final class BlkparseFormat implements TraceFormat {
  private static final Pattern EVENT =
      Pattern.compile(
          "\\s*\\d+,\\d+\\s+\\d+\\s+\\d+\\s+(\\d+)\\.(\\d{9})\\s+(\\d+)\\s+([A-Z]+)\\s+(\\S+)(.*)");
  private static final Pattern SECTORS =
      Pattern.compile("\\s+(\\d+) \\+ (\\d+)(?:\\s+\\[(.*)])?.*");
  private static final Pattern SUMMARY = Pattern.compile("(CPU\\d+|Total) \\(.*\\):.*");

  private @Nullable String event;
  private boolean ended;

  /** Whether a line is an event of blkparse. */
  static boolean matches(String line) {
    return EVENT.matcher(line).matches();
  }

  @Override
  public String title() {
    return "blkparse";
  }

  @Override
  public boolean atEnd() {
    return ended;
  }

  @Override
  public @Nullable TraceIo parse(String line) throws BadLine {
    if (SUMMARY.matcher(line.strip()).matches()) {
      ended = true;
      return null;
    }
    Matcher matcher = EVENT.matcher(line);
    if (!matcher.matches()) {
      throw new BadLine("expected 'MAJOR,MINOR CPU SEQUENCE SECONDS.NANOS PID ACTION RWBS …'");
    }
    String action = matcher.group(4);
    if (event == null && (action.equals("Q") || action.equals("D"))) {
      event = action;
    }
    Operation operation = operation(matcher.group(5));
    if (!action.equals(event) || operation == null) {
      return null;
    }
    Matcher sectors = SECTORS.matcher(matcher.group(6));
    if (!sectors.matches()) {
      // A flush has no sectors.
      return null;
    }
    long nanos =
        TraceFormat.times("time", TraceFormat.number("time", matcher.group(1)), 1_000_000_000)
            + TraceFormat.number("time", matcher.group(2));
    String program = sectors.group(3);
    return new TraceIo(
        nanos,
        (program == null ? "" : program + " ") + matcher.group(3),
        operation,
        TraceFormat.times("sector", TraceFormat.number("sector", sectors.group(1)), 512),
        TraceFormat.times("length", TraceFormat.number("length", sectors.group(2)), 512));
  }

  private static @Nullable Operation operation(String rwbs) {
    if (rwbs.contains("D")) {
      return Operation.DISCARD;
    }
    if (rwbs.contains("W")) {
      return Operation.WRITE;
    }
    return rwbs.contains("R") ? Operation.READ : null;
  }
}
