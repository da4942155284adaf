package io.elevator.devices.options;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Makes the file that a drive is asked to be on. */
public final class BackingFile {
  private BackingFile() {}

  /**
   * Makes a regular file, or extends it with a hole, to hold some bytes; devices stay as they are.
   */
  public static void makeAtLeast(Path path, long bytes) throws IOException {
    try (FileChannel channel =
        FileChannel.open(
            path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      if (channel.size() < bytes && Files.isRegularFile(path)) {
        // One byte at the end; what is before it becomes a hole that reads as zeroes.
        channel.write(ByteBuffer.allocate(1), bytes - 1);
      }
    }
  }
}
