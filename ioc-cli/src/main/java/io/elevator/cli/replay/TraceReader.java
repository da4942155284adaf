package io.elevator.cli.replay;

import io.elevator.cli.files.Reason;
import io.elevator.cli.input.Place;
import io.elevator.cli.input.RunFailure;
import io.elevator.cli.input.UserError;
import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads a trace line by line, so that it may be larger than memory. The first line that says
 * something settles the format; a file packed with gzip is unpacked on the way. Not thread-safe.
 */
public final class TraceReader implements AutoCloseable {
  private static final int BUFFER = 1 << 16;
  private static final int LONGEST_LINE = 1 << 16;
  private static final Pattern MSR =
      Pattern.compile("\\d{10,},[^,]*,\\d+,[A-Za-z]+,\\d+,\\d+,\\d+");
  private static final Pattern ALIBABA = Pattern.compile("[^,]+,[RWrw],\\d+,\\d+,\\d+");
  private static final Pattern TENCENT = Pattern.compile("\\d+,\\d+,\\d+,[01],[^,]+");

  private final String name;
  private final BufferedReader lines;
  private final TraceFormat format;
  private @Nullable String first;
  private int line;

  private TraceReader(String name, BufferedReader lines) throws IOException {
    this.name = name;
    this.lines = lines;
    String text = nextLine();
    while (text != null && text.isBlank()) {
      text = nextLine();
    }
    if (text == null) {
      throw new UserError(name + ": the trace is empty");
    }
    this.format = detect(text);
    boolean header =
        format instanceof FioLogFormat || (format instanceof CsvFormat csv && csv.isHeader(text));
    this.first = header ? null : text;
  }

  /**
   * Opens a trace.
   *
   * @throws UserError if there is none, or its format is not known
   */
  public static TraceReader open(Path path) {
    InputStream file = null;
    try {
      if (Files.isDirectory(path)) {
        throw new UserError(path + ": is a directory, expected a trace");
      }
      file = new BufferedInputStream(Files.newInputStream(path), BUFFER);
      file.mark(2);
      boolean packed = file.read() == 0x1f && file.read() == 0x8b;
      file.reset();
      InputStream in = packed ? new GZIPInputStream(file, BUFFER) : file;
      return new TraceReader(
          path.toString(), new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)));
    } catch (NoSuchFileException e) {
      throw new UserError(path + ": no such file", e);
    } catch (IOException e) {
      closeQuietly(file, e);
      throw new RunFailure(path + ": can not be read: " + Reason.of(e), e);
    } catch (UserError e) {
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

  private TraceFormat detect(String text) {
    String stripped = text.strip();
    if (stripped.equals("fio version 2 iolog")) {
      return new FioLogFormat(2);
    }
    if (stripped.equals("fio version 3 iolog")) {
      return new FioLogFormat(3);
    }
    if (BlkparseFormat.matches(text)) {
      return new BlkparseFormat();
    }
    for (CsvFormat csv : CsvFormat.values()) {
      if (csv.isHeader(text)) {
        return csv;
      }
    }
    if (MSR.matcher(stripped).matches()) {
      return CsvFormat.MSR;
    }
    if (ALIBABA.matcher(stripped).matches()) {
      return CsvFormat.ALIBABA;
    }
    if (TENCENT.matcher(stripped).matches()) {
      return CsvFormat.TENCENT;
    }
    throw place()
        .error(
            "no known trace format; expected a fio iolog (version 2 or 3), blkparse text, or CSV of"
                + " MSR Cambridge, Alibaba or Tencent");
  }

  /** What format it is. */
  public String format() {
    return format.title();
  }

  /** The line that was read last. */
  public Place place() {
    return new Place(name, line);
  }

  /**
   * The next I/O, null at the end.
   *
   * @throws UserError if a line can not be read; it names the line
   */
  public @Nullable TraceIo next() {
    try {
      while (!format.atEnd()) {
        String text = first == null ? nextLine() : first;
        first = null;
        if (text == null) {
          return null;
        }
        TraceIo io = text.isBlank() ? null : format.parse(text);
        if (io != null && io.bytes() > 0) {
          return io;
        }
      }
      return null;
    } catch (TraceFormat.BadLine e) {
      throw new UserError(place() + ": " + e.getMessage(), e);
    } catch (IOException e) {
      throw new RunFailure(name + ": can not be read: " + Reason.of(e), e);
    }
  }

  private @Nullable String nextLine() throws IOException {
    line++;
    StringBuilder text = new StringBuilder();
    int c = lines.read();
    if (c < 0) {
      return null;
    }
    while (c >= 0 && c != '\n') {
      if (text.length() == LONGEST_LINE) {
        throw place().error("the line is longer than any of a trace");
      }
      text.append((char) c);
      c = lines.read();
    }
    return text.toString();
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
