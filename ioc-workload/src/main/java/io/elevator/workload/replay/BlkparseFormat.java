package io.elevator.workload.replay;

import io.elevator.api.Operation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Parser for the default output of blkparse. It takes the I/Os from the kind of event that the
 * trace contains first: {@code Q}, when an I/O reaches the queue, or {@code D}, when it reaches the
 * drive.
 *
 * <p>With stacked devices, such as a logical volume on a disk, the trace contains each I/O once for
 * each device. An event {@code A} (remap) says that an I/O of a lower device is a part of an I/O of
 * an upper device. If the upper device has queue events of its own, those of the lower device are
 * skipped.
 */
final class BlkparseFormat implements TraceFormat {
  // The flag DOTALL is needed, because the name of a program may contain characters that regular
  // expressions take for the end of a line, such as U+2028.
  private static final Pattern EVENT =
      Pattern.compile(
          "\\s*(\\d+,\\d+)\\s+\\d+\\s+\\d+\\s+(\\d+)\\.(\\d{9})\\s+(\\d+)\\s+([A-Za-z]+)\\s+(\\S+)(.*)",
          Pattern.DOTALL);
  private static final Pattern SECTORS =
      Pattern.compile("\\s+(\\d+) \\+ (\\d+)(?:\\s+\\[(.*)])?.*", Pattern.DOTALL);
  private static final Pattern REMAP =
      Pattern.compile("\\s+(\\d+) \\+ \\d+ <- \\((\\d+,\\d+)\\) (\\d+).*", Pattern.DOTALL);
  private static final Pattern SUMMARY =
      Pattern.compile("(CPU\\d+|Total) \\(.*\\):.*", Pattern.DOTALL);
  private static final Pattern PREAMBLE =
      Pattern.compile("Input file .* added|Device: .*", Pattern.DOTALL);

  /**
   * Greatest number of remap events that are stored until the queue event of their I/O. If there
   * are more, the oldest one is dropped.
   */
  private static final int MAX_REMAPS = 1 << 16;

  /** Greatest number of devices that the parser distinguishes. */
  private static final int MAX_DEVICES = 256;

  private final SkippedLines skipped;
  private final Set<String> devices = new LinkedHashSet<>();
  private final Set<String> lower = new LinkedHashSet<>();

  /** Maps device and sector of an I/O of a lower device to the topmost device above it. */
  private final Map<String, String> remaps =
      new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
          return size() > MAX_REMAPS;
        }
      };

  private @Nullable String event;
  private boolean summary;
  private long parts;

  BlkparseFormat(SkippedLines skipped) {
    this.skipped = skipped;
  }

  /** Returns whether a line is an event in the output of blkparse. */
  static boolean matches(String line) {
    return EVENT.matcher(line).matches();
  }

  /**
   * Returns whether a line is one that blkparse writes before or after its events, such as a
   * heading or a summary.
   */
  static boolean isSideLine(String line) {
    String stripped = line.strip();
    return PREAMBLE.matcher(stripped).matches() || SUMMARY.matcher(stripped).matches();
  }

  @Override
  public String title() {
    return "blkparse";
  }

  @Override
  public @Nullable TraceIo parse(String line) throws BadLine {
    Matcher matcher = EVENT.matcher(line);
    if (!matcher.matches()) {
      summary |= SUMMARY.matcher(line.strip()).matches();
      if (!summary && !isSideLine(line)) {
        throw new BadLine("expected 'MAJOR,MINOR CPU SEQUENCE SECONDS.NANOS PID ACTION RWBS …'");
      }
      skipped.add(summary ? "lines of the summary" : "lines of the preamble");
      return null;
    }
    String device = matcher.group(1);
    String action = matcher.group(5);
    String rest = matcher.group(7);
    if (action.equals("A")) {
      remap(device, rest);
    }
    if (event == null && (action.equals("Q") || action.equals("D"))) {
      event = action;
    }
    if (!action.equals(event)) {
      skipped.add(action.equals("m") ? "messages" : "events " + action);
      return null;
    }
    Operation operation = operation(matcher.group(6));
    Matcher sectors = SECTORS.matcher(rest);
    if (operation == null || !sectors.matches()) {
      skipped.add("flushes and commands without sectors");
      return null;
    }
    if (isPart(device, sectors.group(1))) {
      parts++;
      return null;
    }
    if (devices.size() < MAX_DEVICES) {
      devices.add(device);
    }
    long seconds = TraceFormat.number("time", matcher.group(2));
    long nanos =
        TraceFormat.sum(
            "time",
            TraceFormat.times("time", seconds, 1_000_000_000),
            TraceFormat.number("time", matcher.group(3)));
    String program = sectors.group(3);
    return new TraceIo(
        nanos,
        (program == null ? "" : program + " ") + matcher.group(4),
        operation,
        TraceFormat.times("sector", TraceFormat.number("sector", sectors.group(1)), 512),
        TraceFormat.times("length", TraceFormat.number("length", sectors.group(2)), 512));
  }

  /**
   * Stores a remap event: an I/O of {@code device} is a part of an I/O of the device that {@code
   * rest} names.
   */
  private void remap(String device, String rest) {
    Matcher remap = REMAP.matcher(rest);
    if (!remap.matches()) {
      return;
    }
    String upper = remap.group(2);
    String top = remaps.remove(upper + " " + remap.group(3));
    if (top == null && devices.contains(upper)) {
      // The upper device is a partition. It has no queue events of its own, so its I/O is in the
      // trace only once.
      top = upper;
    }
    if (top != null) {
      remaps.put(device + " " + remap.group(1), top);
    }
  }

  private boolean isPart(String device, String sector) {
    if (remaps.isEmpty() || remaps.remove(device + " " + sector) == null) {
      return false;
    }
    if (lower.size() < MAX_DEVICES) {
      lower.add(device);
    }
    return true;
  }

  @Override
  public List<String> notes() {
    List<String> notes = new ArrayList<>();
    if (parts > 0) {
      notes.add(
          parts
              + " I/Os of "
              + String.join(" and ", lower)
              + " were left out: they are parts of I/Os of the devices above, which were done");
    }
    if (devices.size() > 1) {
      notes.add(
          "the trace has I/Os of "
              + devices.size()
              + " devices, which share the drive: "
              + String.join(" and ", devices));
    }
    return notes;
  }

  @Override
  public String emptiness() {
    return event == null
        ? "the trace has no event Q (reaches the queue) or D (reaches the drive)"
        : "none of its events " + event + " is a read, a write or a discard";
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
