package io.elevator.conformance;

import io.elevator.api.BioFlags;
import io.elevator.api.Operation;
import io.elevator.conformance.ConformanceVector.Queue;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Parses a vector and checks that it is consistent, so that a replay can fail only because of the
 * elevator. Each instance reads one vector, on one thread.
 */
public final class VectorReader {
  private static final int SECTORS_PER_SEGMENT = 8;
  private static final int MOST_SECTORS = 1 << 22;
  private static final int MOST_TAGS = 1 << 16;

  private final String source;
  private final List<VectorEvent> events = new ArrayList<>();
  private final VectorCheck check = new VectorCheck();
  private @Nullable String elevator;
  private @Nullable Queue queue;
  private boolean started;
  private int number;

  /**
   * Creates a parser.
   *
   * @param source name of the text, for messages
   */
  public VectorReader(String source) {
    this.source = source;
  }

  /**
   * Reads the text to its end.
   *
   * @throws VectorFormatException if the text violates the format
   */
  public ConformanceVector read(BufferedReader in) throws IOException {
    for (String text = in.readLine(); text != null; text = in.readLine()) {
      number++;
      if (number == 1) {
        requireVersion(text);
      } else if (text.startsWith("#")) {
        events.add(new VectorEvent.Note(number, text));
      } else {
        read(new VectorLine(source, number, text));
      }
    }
    String name = elevator;
    Queue onQueue = queue;
    if (name == null || onQueue == null || !started) {
      String missing = name == null ? "E line" : onQueue == null ? "Q line" : "N line";
      throw new VectorFormatException(
          source, Math.max(number, 1), "the vector ends without " + missing);
    }
    return new ConformanceVector(source, name, onQueue, events);
  }

  private void requireVersion(String text) throws VectorFormatException {
    if (!text.equals("V 1")) {
      throw new VectorFormatException(
          source, number, "'" + text + "' is no vector; expected 'V 1' on the first line");
    }
  }

  private void read(VectorLine line) throws VectorFormatException {
    switch (line.kind()) {
      case "E" -> elevator = readElevator(line);
      case "Q" -> queue = readQueue(line);
      case "GRP", "K", "A", "L", "N" -> add(line, readAnywhere(line));
      default -> {
        if (!started) {
          throw line.bad(
              "'" + line.kind() + "' comes before the first N line, or is no line's kind");
        }
        add(line, readEvent(line));
      }
    }
  }

  private void add(VectorLine line, VectorEvent event) throws VectorFormatException {
    if (queue == null) {
      throw line.bad("'" + line.kind() + "' comes before the Q line");
    }
    if (event.answer() == null) {
      line.end();
    } else {
      line.endOfWords();
    }
    check.accept(event, line);
    started |= event instanceof VectorEvent.Clock;
    events.add(event);
  }

  private String readElevator(VectorLine line) throws VectorFormatException {
    if (elevator != null) {
      throw line.bad("a second E line");
    }
    String name = line.word("the elevator's name");
    line.end();
    return name;
  }

  private Queue readQueue(VectorLine line) throws VectorFormatException {
    if (queue != null) {
      throw line.bad("a second Q line");
    }
    // The replay supports only one hardware queue and 1000 ticks a second.
    line.option("hw_queues", 1, 1);
    line.option("hz", 1000, 1000);
    Queue read =
        new Queue(
            (int) line.option("queue_depth", 1, MOST_TAGS),
            (int) line.option("nr_requests", 1, MOST_TAGS),
            (int) line.option("cpus", 1, 4096),
            line.flag("rotational"),
            (int) line.option("max_sectors", 1, MOST_SECTORS),
            (int) line.option("max_segments", 1, 65535),
            line.flag("nomerges"),
            line.option("noxmerges", 0, 1, 0) != 0,
            line.option("start_ns", 1, Long.MAX_VALUE),
            line.unsignedOption("jiffies0"));
    line.end();
    check.startsAt(read.startNanos(), read.stripes());
    return read;
  }

  private VectorEvent readAnywhere(VectorLine line) throws VectorFormatException {
    int at = line.number();
    return switch (line.kind()) {
      case "GRP" ->
          new VectorEvent.NewGroup(
              at,
              line.word("a group"),
              group(line.requiredOption("parent")),
              line.weight(line.option("weight", 1, Integer.MAX_VALUE)));
      case "K" -> readTask(line);
      case "A" ->
          new VectorEvent.Attribute(
              at, line.word("an attribute"), line.word("the attribute's value"));
      case "L" -> new VectorEvent.Limit(at, line.opAndFlags(), line.option("task"), line.answer());
      case "N" -> new VectorEvent.Clock(at, line.number("the clock", 1L, Long.MAX_VALUE));
      default -> throw line.bad("'" + line.kind() + "' is no line's kind");
    };
  }

  private static VectorEvent readTask(VectorLine line) throws VectorFormatException {
    String task = line.word("a task");
    int priority = line.priority(line.requiredOption("prio"));
    String group = line.option("group");
    return new VectorEvent.NewTask(
        line.number(), task, priority, group == null ? null : group(group));
  }

  private VectorEvent readEvent(VectorLine line) throws VectorFormatException {
    int at = line.number();
    return switch (line.kind()) {
      case "S" -> readSubmit(line);
      case "H" -> new VectorEvent.HasWork(at, line.answer());
      case "D" -> new VectorEvent.Dispatch(at, line.answer());
      case "C" -> new VectorEvent.Complete(at, id(line));
      case "R" -> new VectorEvent.GiveBack(at, id(line));
      case "Z" -> new VectorEvent.Restart(at, id(line));
      case "I" -> new VectorEvent.Reinsert(at, id(line), line.answer());
      case "P" ->
          new VectorEvent.Priority(
              at, line.word("a task"), line.priority(line.word("the priority")));
      case "X" -> new VectorEvent.Exit(at, line.word("a task"));
      case "W" ->
          new VectorEvent.Weigh(
              at, line.word("a group"), line.weight(line.number("the weight", 1L, 1000L)));
      case "J" -> new VectorEvent.Join(at, line.word("a task"), group(line.word("a group")));
      case "O" -> new VectorEvent.RemoveGroup(at, line.word("a group"));
      case "G" -> new VectorEvent.QueueRun(at);
      default ->
          throw line.bad(
              "'"
                  + line.kind()
                  + "' is no line's kind; expected one of"
                  + " A C D E G GRP H I J K L N O P Q R S W X Z or #");
    };
  }

  private static VectorEvent readSubmit(VectorLine line) throws VectorFormatException {
    int id = id(line);
    String task = line.word("a task");
    int opAndFlags = line.opAndFlags();
    long sector = line.number("the first sector", 0L, Long.MAX_VALUE >>> 10);
    int sectors = line.number("the number of sectors", 1, MOST_SECTORS);
    int cpu = (int) line.option("cpu", 0, 4095, 0);
    String answer = line.answer();
    boolean atHead = line.skip("head") || answer.equals("H");
    return new VectorEvent.Submit(
        line.number(),
        id,
        task,
        opAndFlags,
        sector,
        sectors,
        segments(opAndFlags, sectors),
        cpu,
        atHead,
        answer);
  }

  private static int segments(int opAndFlags, int sectors) {
    int code = opAndFlags & BioFlags.OPERATION_MASK;
    if (code == Operation.DISCARD.code()) {
      return 1;
    }
    if (code == Operation.WRITE_ZEROES.code()) {
      return 0;
    }
    return (sectors + SECTORS_PER_SEGMENT - 1) / SECTORS_PER_SEGMENT;
  }

  private static int id(VectorLine line) throws VectorFormatException {
    return line.number("a request", 0, Integer.MAX_VALUE);
  }

  private static @Nullable String group(String name) {
    return name.equals("root") ? null : name;
  }
}
