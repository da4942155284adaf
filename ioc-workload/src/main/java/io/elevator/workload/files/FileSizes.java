package io.elevator.workload.files;

import io.elevator.workload.input.RunFailure;
import io.elevator.workload.input.UserError;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** How long files are: of the file system, or of a test. */
@FunctionalInterface
public interface FileSizes {
  /** Bytes of the file {@code path}, −1 when there is none. */
  long of(Path path);

  /** Bytes that may be added to the file {@code path} before its file system is full. */
  default long room(Path path) {
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

  /** Opening a pipe would wait for its other end, and I/O at an offset is not possible on it. */
  private static void requireNoPipe(Path path) throws IOException {
    if (path.getFileSystem().supportedFileAttributeViews().contains("unix")) {
      int type = (int) Files.getAttribute(path, "unix:mode") & 0170000;
      if (type == 0010000 || type == 0140000) {
        throw new UserError(path + ": is a pipe or a socket, expected a file or a block device");
      }
    }
  }

  /** Asks the file system; a block device is as long as what it holds. */
  static FileSizes ofFileSystem() {
    return path -> {
      if (Files.notExists(path)) {
        return -1;
      }
      if (Files.isDirectory(path)) {
        throw new RunFailure(path + ": is a directory, expected a file");
      }
      try {
        if (Files.isRegularFile(path)) {
          return Files.size(path);
        }
        requireNoPipe(path);
        // The size of a device node is 0 to stat; only an open one tells.
        try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
          return channel.size();
        }
      } catch (IOException e) {
        throw new RunFailure(path + ": " + Reason.of(e), e);
      }
    };
  }
}
