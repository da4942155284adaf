package io.elevator.workload.job;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * Byte pattern in fio's syntax: hexadecimal numbers with {@code 0x}, decimal numbers (negative ones
 * of four bytes), text in double quotes, the bytes of a file in single quotes, and {@code %o} for
 * the offset of the block as eight bytes, least significant first. Parts may follow one another.
 * Immutable.
 */
public final class BytePattern {
  /** Greatest number of bytes of a pattern that is read from a file. */
  private static final int MAX_BYTES = 64 << 10;

  private final byte[] bytes;
  private final List<Integer> offsets;

  private BytePattern(byte[] bytes, List<Integer> offsets) {
    this.bytes = bytes;
    this.offsets = List.copyOf(offsets);
  }

  /**
   * Parses a pattern in fio's syntax.
   *
   * @throws BadValue if the text is no pattern
   */
  static BytePattern parse(String text) throws BadValue {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    List<Integer> offsets = new ArrayList<>();
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c == '"' || c == '\'') {
        int end = text.indexOf(c, at + 1);
        if (end < 0) {
          throw new BadValue("'" + text + "' lacks a closing " + c);
        }
        String inside = text.substring(at + 1, end);
        out.writeBytes(c == '"' ? inside.getBytes(StandardCharsets.UTF_8) : file(inside));
        at = end + 1;
      } else if (text.startsWith("%o", at)) {
        offsets.add(out.size());
        out.writeBytes(new byte[Long.BYTES]);
        at += 2;
      } else {
        int end = at + 1;
        while (end < text.length() && !startsPart(text, end)) {
          end++;
        }
        number(text.substring(at, end), out);
        at = end;
      }
    }
    if (out.size() == 0) {
      throw new BadValue("the pattern is empty");
    }
    return new BytePattern(out.toByteArray(), offsets);
  }

  /**
   * Returns whether a new part of a pattern begins at an index of its text.
   *
   * @param at index after the first character of a number
   */
  private static boolean startsPart(String text, int at) {
    return "\"'%-".indexOf(text.charAt(at)) >= 0 || text.regionMatches(true, at, "0x", 0, 2);
  }

  private static byte[] file(String name) throws BadValue {
    // Only a regular file is read: a device such as /dev/zero has no end, and opening a FIFO blocks
    // until it has a writer.
    Path path;
    try {
      path = Path.of(name);
    } catch (InvalidPathException e) {
      throw new BadValue("'" + name + "' is not a valid path: " + e.getReason());
    }
    if (!Files.isRegularFile(path)) {
      throw new BadValue(
          "'"
              + name
              + "' "
              + (Files.exists(path) ? "is not a regular file" : "does not exist")
              + "; expected a file, of which the first "
              + MAX_BYTES
              + " bytes are used");
    }
    try (InputStream in = Files.newInputStream(path)) {
      return in.readNBytes(MAX_BYTES);
    } catch (IOException e) {
      throw new BadValue("the file '" + name + "' can not be read");
    }
  }

  /**
   * Appends the bytes of a number to a pattern. The bytes of hexadecimal digits have the order in
   * which they are written; those of a decimal number begin with the lowest.
   */
  private static void number(String word, ByteArrayOutputStream out) throws BadValue {
    String lower = word.toLowerCase(Locale.ROOT);
    try {
      if (lower.startsWith("0x")) {
        String digits = lower.substring(2);
        out.writeBytes(HexFormat.of().parseHex(digits.length() % 2 == 0 ? digits : "0" + digits));
      } else {
        long value = Long.parseLong(lower);
        int least = value < 0 ? Integer.BYTES : 1;
        for (int written = 0; written < least || (value != 0 && value != -1); written++) {
          out.write((int) value);
          value >>= Byte.SIZE;
        }
      }
    } catch (IllegalArgumentException e) {
      throw new BadValue(
          "'" + word + "' is not a pattern; expected 0x…, a number, \"text\", 'file' or %o");
    }
  }

  /** Returns the length in bytes after which the pattern repeats. */
  public int length() {
    return bytes.length;
  }

  /**
   * Returns one byte of the repeated pattern.
   *
   * @param index number of the byte, from 0
   * @param blockOffset offset of the block in its file, in bytes
   */
  public byte at(long index, long blockOffset) {
    int byteIndex = (int) (index % bytes.length);
    for (int offset : offsets) {
      if (byteIndex >= offset && byteIndex < offset + Long.BYTES) {
        return (byte) (blockOffset >>> (Byte.SIZE * (byteIndex - offset)));
      }
    }
    return bytes[byteIndex];
  }
}
