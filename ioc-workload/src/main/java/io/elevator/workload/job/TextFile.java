package io.elevator.workload.job;

import io.elevator.workload.input.UserError;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** Reader for small text files. A file that is not a text file is reported in one line. */
final class TextFile {
  /**
   * Greatest size of a file in bytes. It is far above any job file, and small enough that a disk
   * image given by mistake is refused at once.
   */
  private static final int MAX_BYTES = 4 << 20;

  /** Source of the lines of files: the file system; in tests, given texts. */
  interface Source {
    List<String> read(String path);
  }

  private TextFile() {}

  /**
   * Returns the lines of a file.
   *
   * @param path path of the file
   */
  static List<String> read(String path) {
    return lines(path, fileBytes(path));
  }

  /**
   * Returns the lines of {@code standardInput} if the path is {@code -}, otherwise those of the
   * file.
   */
  static List<String> read(String path, InputStream standardInput) {
    return lines(path, path.equals("-") ? firstBytes(path, standardInput) : fileBytes(path));
  }

  private static List<String> lines(String path, byte[] bytes) {
    if (bytes.length == 0) {
      throw new UserError(path + ": the file is empty");
    }
    if (bytes.length > MAX_BYTES) {
      throw new UserError(
          path + ": larger than " + (MAX_BYTES >> 20) + " MiB, which no job file is");
    }
    String text = decode(path, bytes);
    // A byte order mark is removed, because editors on Windows put one before the first line.
    return (text.startsWith("\uFEFF") ? text.substring(1) : text).lines().toList();
  }

  private static byte[] fileBytes(String path) {
    Path file = toPath(path);
    if (Files.isDirectory(file)) {
      throw new UserError(path + ": is a directory, expected a file");
    }
    try (InputStream in = Files.newInputStream(file)) {
      return firstBytes(path, in);
    } catch (NoSuchFileException e) {
      throw new UserError(path + ": no such file", e);
    } catch (AccessDeniedException e) {
      throw new UserError(path + ": no permission to read the file", e);
    } catch (IOException e) {
      throw new UserError(path + ": can not be read: " + e.getMessage(), e);
    }
  }

  private static Path toPath(String path) {
    try {
      return Path.of(path);
    } catch (InvalidPathException e) {
      throw new UserError(path + ": not a valid path: " + e.getReason(), e);
    }
  }

  private static byte[] firstBytes(String path, InputStream in) {
    try {
      return in.readNBytes(MAX_BYTES + 1);
    } catch (IOException e) {
      throw new UserError(path + ": can not be read: " + e.getMessage(), e);
    }
  }

  private static String decode(String path, byte[] bytes) {
    for (int i = 0; i < bytes.length; i++) {
      if (bytes[i] == 0) {
        throw new UserError(path + ": not a text file: zero byte at offset " + i);
      }
    }
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(buffer).toString();
    } catch (CharacterCodingException e) {
      throw new UserError(
          path + ": not a text file: byte " + buffer.position() + " is not UTF-8", e);
    }
  }
}
