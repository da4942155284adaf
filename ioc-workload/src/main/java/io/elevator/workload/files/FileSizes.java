package io.elevator.workload.files;

import io.elevator.workload.input.RunFailure;
import io.elevator.workload.input.UserError;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Source of the lengths of files: the file system; in tests, given numbers. */
@FunctionalInterface
public interface FileSizes {
  /** Returns the length of the file {@code path} in bytes, −1 if the file does not exist. */
  long of(Path path);

  /**
   * Returns the number of bytes that can be added to the file {@code path} before its file system
   * is full.
   */
  default long freeBytes(Path path) {
    Path folder = path.toAbsolutePath().getParent();
    try {
      while (folder != null && Files.notExists(folder)) {
        folder = folder.getParent();
      }
      return folder == null ? 0 : Files.getFileStore(folder).getUsableSpace();
    } catch (IOException e) {
      throw new RunFailure(path + ": " + Reason.of(e), e);
    }
  }

  /**
   * Throws an exception if a path leads to a pipe or socket. Opening one would wait for its other
   * end, and it has no offsets.
   */
  private static void requireNoPipe(Path path) throws IOException {
    if (path.getFileSystem().supportedFileAttributeViews().contains("unix")) {
      int type = (int) Files.getAttribute(path, "unix:mode") & 0170000;
      if (type == 0010000 || type == 0140000) {
        throw new UserError(path + ": is a pipe or a socket, expected a file or a block device");
      }
    }
  }

  /**
   * Returns a source that queries the file system; the length of a block device is its capacity.
   */
  static FileSizes ofFileSystem() {
    return path -> {
      if (Files.notExists(path)) {
        return -1;
      }
      if (Files.isDirectory(path)) {
        throw new UserError(path + ": is a directory, expected a file");
      }
      try {
        if (Files.isRegularFile(path)) {
          return Files.size(path);
        }
        requireNoPipe(path);
        // For a device node, stat reports a size of 0; the capacity is known only after opening the
        // device.
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
          return channel.size();
        }
      } catch (IOException e) {
        throw new RunFailure(path + ": " + Reason.of(e), e);
      }
    };
  }
}
