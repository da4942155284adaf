package io.elevator.devices.options;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Functions that prepare the file of a drive before the drive opens it. */
public final class BackingFile {
  private BackingFile() {}

  /**
   * Creates the file of a drive if it does not exist, or extends it with a hole, if the options
   * give a size and allow writing. A block device is not changed.
   *
   * @param wanted options of the drive
   * @throws IOException if the file cannot be created, or is a directory
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
        // Writes one byte at the end; the bytes before it become a hole, which reads as zeros.
        channel.write(ByteBuffer.allocate(1), wanted.bytes() - 1);
      }
    }
  }

  /**
   * Returns the number of bytes of a file that a drive uses: the configured size or the size of the
   * file, rounded down to whole blocks.
   *
   * @param wanted options of the drive
   * @param size size of the file, in bytes
   * @param block size of a block, in bytes
   * @throws FileSystemException if the file is smaller than the configured size, or than one block
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
