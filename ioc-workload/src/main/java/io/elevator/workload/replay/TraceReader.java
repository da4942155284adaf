package io.elevator.workload.replay;

import io.elevator.workload.files.Reason;
import io.elevator.workload.input.RunFailure;
import io.elevator.workload.input.SourcePosition;
import io.elevator.workload.input.UserError;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reader of a trace, line by line, so that a trace may be larger than the memory. The first
 * recognized line determines the format; lines before it are skipped. Unpacks a file that is
 * compressed with gzip. Not thread-safe.
 */
public final class TraceReader implements AutoCloseable {
  private static final int BUFFER = 1 << 16;
  private static final int LONGEST_LINE = 1 << 16;
  private static final char BYTE_ORDER_MARK = 0xfeff;

  /** Number of nonblank lines within which the format of the trace must be recognized. */
  private static final int DETECTION_LINES = 200;

  /** Greatest number of blank lines before the line that identifies the format of the trace. */
  private static final int LEADING_BLANKS = 1 << 16;

  /** Number of lines that are read between two checks for an interrupt. */
  private static final int LOOK_LINES = 1 << 10;

  /**
   * Greatest sum of offset and length of an I/O, in bytes. It is far beyond any drive, and so small
   * that sums with it fit into a long.
   */
  private static final long MAX_END = 1L << 62;

  /** Number of characters of a trace of unknown format that the error message shows. */
  private static final int SHOWN = 60;

  private final String name;
  private final BufferedReader lines;
  private final BooleanSupplier interrupted;
  private final SkippedLines skipped = new SkippedLines();
  private final TraceFormat format;
  private @Nullable String first;
  private int line;
  private long ios;

  private TraceReader(String name, BufferedReader lines, BooleanSupplier interrupted)
      throws IOException {
    this.name = name;
    this.lines = lines;
    this.interrupted = interrupted;
    this.format = detect();
  }

  /**
   * Reads the trace up to the line that identifies its format. {@link #next} begins with that line.
   */
  private TraceFormat detect() throws IOException {
    SourcePosition start = null;
    String seen = "";
    for (int count = 0; count < DETECTION_LINES; ) {
      String text = nextLine();
      if (text == null) {
        break;
      }
      if (text.isBlank()) {
        // The number of blank lines is limited: a pipe or a small compressed file could deliver
        // them without end.
        if (line - count > LEADING_BLANKS) {
          throw position().error("no known trace format: more than 65536 blank lines");
        }
        continue;
      }
      count++;
      if (start == null) {
        start = position();
        seen = text.strip();
      }
      TraceFormat found = formatOf(text);
      if (found != null) {
        first = TraceDetection.isTitle(text) ? null : text;
        return found;
      }
      skipped.add("lines before the first of the format");
    }
    if (interrupted.getAsBoolean()) {
      throw new RunFailure(name + ": interrupted before the trace's format was known");
    }
    if (start == null) {
      throw new UserError(name + ": the trace is empty");
    }
    String shown = seen.length() <= SHOWN ? seen : seen.substring(0, SHOWN) + "…";
    throw start.error(
        "no known trace format: it begins with '" + shown + "'; expected " + TraceDetection.KNOWN);
  }

  private @Nullable TraceFormat formatOf(String text) {
    try {
      return TraceDetection.formatOfLine(text, skipped);
    } catch (TraceFormat.BadLine e) {
      throw new UserError(position() + ": " + e.getMessage(), e);
    }
  }

  /**
   * Opens a trace.
   *
   * @param path file of the trace
   * @param interrupted test whether to stop reading, called between lines and while a pipe delivers
   *     no bytes
   * @throws UserError if the file does not exist or its format is unknown
   */
  public static TraceReader open(Path path, BooleanSupplier interrupted) {
    InputStream file = null;
    try {
      if (Files.isDirectory(path)) {
        throw new UserError(path + ": is a directory, expected a trace");
      }
      boolean waits = Files.exists(path) && !Files.isRegularFile(path);
      InputStream bytes = waits ? new PipeInput(path, interrupted) : Files.newInputStream(path);
      file = new BufferedInputStream(bytes, BUFFER);
      file.mark(2);
      boolean packed = file.read() == 0x1f && file.read() == 0x8b;
      file.reset();
      InputStream in = packed ? new GZIPInputStream(file, BUFFER) : file;
      return new TraceReader(
          path.toString(),
          new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)),
          interrupted);
    } catch (NoSuchFileException e) {
      throw new UserError(path + ": no such file", e);
    } catch (IOException e) {
      closeQuietly(file, e);
      throw new RunFailure(path + ": can not be read: " + Reason.of(e), e);
    } catch (UserError | RunFailure e) {
      closeQuietly(file, e);
      throw e;
    }
  }

  private static void closeQuietly(@Nullable InputStream in, Exception because) {
    if (in != null) {
      try {
        in.close();
      } catch (IOException e) {
        because.addSuppressed(e);
      }
    }
  }

  /** Returns the position (file and line number) of the line that was read last. */
  public SourcePosition position() {
    return new SourcePosition(name, line);
  }

  /**
   * Returns the next I/O of the trace, null at its end.
   *
   * @throws UserError if a line cannot be parsed; the message names the line
   */
  public @Nullable TraceIo next() {
    try {
      for (int count = 1; count % LOOK_LINES != 0 || !interrupted.getAsBoolean(); count++) {
        String text = first == null ? nextLine() : first;
        first = null;
        if (text == null) {
          return null;
        }
        TraceIo io = text.isBlank() ? null : format.parse(text);
        if (io == null) {
          continue;
        }
        if (io.bytes() == 0) {
          skipped.add("I/Os without bytes");
          continue;
        }
        if (io.offset() > MAX_END - io.bytes()) {
          throw position()
              .error(
                  "offset "
                      + io.offset()
                      + " and length "
                      + io.bytes()
                      + " together are larger than 2^62 bytes, which no drive has");
        }
        ios++;
        return io;
      }
      return null;
    } catch (TraceFormat.BadLine e) {
      throw new UserError(position() + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw new RunFailure(name + ": can not be read: " + Reason.of(e), e);
    }
  }

  /** Returns notes about the lines read so far for readers of the report, one line each. */
  public List<String> notes() {
    List<String> notes = new ArrayList<>();
    notes.add("the trace is " + format.title());
    if (!skipped.isEmpty()) {
      notes.add("passed over: " + skipped);
    }
    notes.addAll(format.notes());
    if (ios == 0) {
      notes.add("no I/O was done: " + format.emptiness());
    }
    return notes;
  }

  private @Nullable String nextLine() throws IOException {
    StringBuilder text = new StringBuilder();
    int c = lines.read();
    // Programs on Windows write a byte order mark before the first line, which is skipped.
    if (line == 0 && c == BYTE_ORDER_MARK) {
      c = lines.read();
    }
    line++;
    if (c < 0) {
      return null;
    }
    while (c >= 0 && c != '\n') {
      if (text.length() == LONGEST_LINE) {
        throw position()
            .error(
                "the line is longer than " + LONGEST_LINE + " characters, as none of a trace is");
      }
      text.append((char) c);
      c = lines.read();
    }
    int length = text.length();
    return length > 0 && text.charAt(length - 1) == '\r'
        ? text.substring(0, length - 1)
        : text.toString();
  }

  @Override
  public void close() {
    try {
      lines.close();
    } catch (IOException e) {
      throw new RunFailure(name + ": can not be closed: " + Reason.of(e), e);
    }
  }
}
