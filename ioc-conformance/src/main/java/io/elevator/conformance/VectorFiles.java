package io.elevator.conformance;

import java.io.BufferedReader;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Finds and reads files with vectors: {@code .vec} and, compressed, {@code .vec.gz}. */
public final class VectorFiles {
  /**
   * Largest size of a vector in bytes, uncompressed. Recordings of Linux have a hundredth of that
   * size.
   */
  static final long LARGEST = 64L << 20;

  private VectorFiles() {}

  /**
   * Returns the vectors of a path: a file itself, with any name, or all vectors below a folder,
   * sorted by path.
   *
   * @throws IOException if the path does not exist, or a folder contains no vector
   */
  public static List<Path> list(Path path) throws IOException {
    if (!Files.exists(path)) {
      throw new NoSuchFileException(path.toString(), null, "no such file or folder");
    }
    if (!Files.isDirectory(path)) {
      return List.of(path);
    }
    try (Stream<Path> found = Files.walk(path)) {
      List<Path> files =
          found.filter(Files::isRegularFile).filter(VectorFiles::isVector).sorted().toList();
      if (files.isEmpty()) {
        throw new NoSuchFileException(
            path.toString(), null, "no .vec or .vec.gz file in this folder");
      }
      return files;
    } catch (UncheckedIOException e) {
      // A folder below the given one cannot be read, which the stream of files detects only here.
      throw e.getCause();
    }
  }

  private static boolean isVector(Path file) {
    String name = file.toString();
    return name.endsWith(".vec") || name.endsWith(".vec.gz");
  }

  /**
   * Reads a vector.
   *
   * @throws VectorFormatException if the file violates the format
   */
  public static ConformanceVector read(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return read(file.toString(), in);
    }
  }

  /**
   * Reads a vector from a stream, which stays open.
   *
   * @param source name of the stream, for messages; if it ends in {@code .gz}, the stream is
   *     decompressed
   * @param in stream to read
   * @throws VectorFormatException if the text violates the format
   */
  public static ConformanceVector read(String source, InputStream in) throws IOException {
    try {
      InputStream text = source.endsWith(".gz") ? new GZIPInputStream(in) : in;
      // A decoder from newDecoder refuses input that is not UTF-8, whereas a charset would replace
      // the wrong bytes.
      return new VectorReader(source)
          .read(
              new BufferedReader(
                  new InputStreamReader(
                      new Bounded(source, text), StandardCharsets.UTF_8.newDecoder())));
    } catch (CharacterCodingException e) {
      throw new IOException(source + ": not UTF-8 text", e);
    } catch (EOFException e) {
      throw new IOException(source + ": the gzip file ends early", e);
    } catch (ZipException e) {
      throw new IOException(source + ": not a gzip file: " + e.getMessage(), e);
    }
  }

  /**
   * Input that fails after {@link #LARGEST} bytes. Without this limit, a device, a pipe or a
   * compressed file could make the line reader need unlimited memory.
   */
  private static final class Bounded extends FilterInputStream {
    private final String source;
    private long left = LARGEST;

    Bounded(String source, InputStream in) {
      super(in);
      this.source = source;
    }

    @Override
    public int read() throws IOException {
      int value = super.read();
      take(value < 0 ? 0 : 1);
      return value;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
      int count = super.read(bytes, offset, length);
      take(count);
      return count;
    }

    private void take(int count) throws IOException {
      left -= Math.max(0, count);
      if (left < 0) {
        throw new IOException(source + ": larger than " + (LARGEST >> 20) + " MiB uncompressed");
      }
    }
  }
}
