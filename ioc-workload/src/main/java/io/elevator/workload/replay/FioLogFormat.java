package io.elevator.workload.replay;

import io.elevator.api.Operation;
import org.jspecify.annotations.Nullable;

/**
 * Parser for fio's iolog format: version 2 has waits between I/Os, version 3 has a time on each
 * line.
 */
final class FioLogFormat implements TraceFormat {
  private final int version;
  private final SkippedLines skipped;
  private long nanos;

  FioLogFormat(int version, SkippedLines skipped) {
    this.version = version;
    this.skipped = skipped;
  }

  @Override
  public String title() {
    return "fio iolog v" + version;
  }

  @Override
  public @Nullable TraceIo parse(String line) throws BadLine {
    if (TraceDetection.isTitle(line)) {
      if (!line.strip().equals("fio version " + version + " iolog")) {
        throw new BadLine("the version changes from " + version + ": '" + line.strip() + "'");
      }
      skipped.add("repeated titles");
      return null;
    }
    String[] words = line.strip().split("\\s+", -1);
    int first = version == 3 ? 1 : 0;
    if (words.length < first + 2) {
      throw new BadLine(
          "expected "
              + (version == 3 ? "'TIMESTAMP FILE ACTION" : "'FILE ACTION")
              + " [OFFSET LENGTH]'");
    }
    if (version == 3) {
      nanos = TraceFormat.times("timestamp", TraceFormat.number("timestamp", words[0]), 1_000);
    }
    String action = words[first + 1];
    return switch (action) {
      case "add", "open", "close", "sync", "datasync" -> {
        skipped.add("lines " + action);
        yield null;
      }
      case "wait" -> {
        need(words, first + 3, "wait", "OFFSET, the microseconds");
        long wait = TraceFormat.number("wait", words[first + 2]);
        nanos = TraceFormat.sum("wait", TraceFormat.times("wait", wait, 1_000), nanos);
        yield null;
      }
      case "read" -> io(words, first, Operation.READ);
      case "write" -> io(words, first, Operation.WRITE);
      case "trim" -> io(words, first, Operation.DISCARD);
      default ->
          throw new BadLine(
              "no such action: '"
                  + action
                  + "'; expected add, open, close, read, write, trim, sync, datasync or wait");
    };
  }

  @Override
  public String emptiness() {
    return "the trace has no line read, write or trim";
  }

  private TraceIo io(String[] words, int first, Operation operation) throws BadLine {
    need(words, first + 4, words[first + 1], "OFFSET and LENGTH");
    return new TraceIo(
        nanos,
        words[first],
        operation,
        TraceFormat.number("offset", words[first + 2]),
        TraceFormat.number("length", words[first + 3]));
  }

  private static void need(String[] words, int count, String action, String what) throws BadLine {
    if (words.length < count) {
      throw new BadLine("'" + action + "' needs " + what);
    }
  }
}
