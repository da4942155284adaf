package io.elevator.devices.options;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** The file that a drive is asked to be on, before it is opened. */
public final class BackingFile {
  private BackingFile() {}

  /**
   * Makes a regular file, or extends it with a hole, where a size asks for that and it may be
   * written; devices stay as they are.
   *
   * @throws IOException if it cannot be made, or is a directory
   */
  public static void prepare(BackingOptions wanted) throws IOException {
    Path path = wanted.path();
    if (Files.isDirectory(path)) {
      throw new FileSystemException(path.toString(), null, "is a directory; expected a file");
    }
    if (wanted.isReadOnly() || wanted.bytes() == 0) {
      return;
    }
    try (FileChannel channel =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      if (channel.size() < wanted.bytes() && Files.isRegularFile(path)) {
        // One byte at the end; what is before it becomes a hole that reads as zeroes.
        channel.write(ByteBuffer.allocate(1), wanted.bytes() - 1);
      }
    }
  }

  /**
   * Returns how much of a file a drive uses: what was asked for or all of it, in whole blocks.
   *
   * @param size how long it is
   * @throws FileSystemException if it holds less than was asked for, or no block
   */
  public static long usable(BackingOptions wanted, long size, long block)
      throws FileSystemException {
    String path = wanted.path().toString();
    if (wanted.bytes() > size) {
      throw new FileSystemException(
          path,
          null,
          "holds "
              + size
              + " bytes, and "
              + wanted.bytes()
              + " are asked for; only a regular file that is opened for writing is extended");
    }
    long used = (wanted.bytes() > 0 ? wanted.bytes() : size) / block * block;
    if (used == 0) {
      throw new FileSystemException(
          path,
          null,
          "holds "
              + size
              + " bytes, which is no block of "
              + block
              + "; give option size to have it made or extended");
    }
    return used;
  }
}
