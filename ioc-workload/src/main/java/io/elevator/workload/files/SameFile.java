package io.elevator.workload.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;

/**
 * Comparison of paths: finds out whether they lead to the same file, through symbolic links, hard
 * links and other names.
 */
final class SameFile {
  /** Greatest number of symbolic links followed for one path, as in Linux. */
  private static final int MAX_LINKS = 40;

  private SameFile() {}

  /**
   * Returns the keys that identify the file that {@code path} leads to: the path at the end of its
   * symbolic links, and the file system's key, which is the same for all names of the file. Two
   * paths with a common key lead to the same file. Devices and pipes have no key, because they have
   * no content that could be replaced.
   */
  static List<Object> identity(Path path) {
    try {
      Path end = end(path);
      if (!Files.exists(end)) {
        return List.of(end);
      }
      BasicFileAttributes attributes = Files.readAttributes(end, BasicFileAttributes.class);
      if (attributes.isOther()) {
        return List.of();
      }
      Object key = attributes.fileKey();
      return key == null ? List.of(end) : List.of(end, key);
    } catch (IOException e) {
      // A directory of the path is missing or not accessible, so the path leads to no file that
      // could be lost.
      return List.of();
    }
  }

  /**
   * Returns the path at the end of the symbolic links of {@code path}: the real path of its
   * directory, and the file name, which need not exist.
   *
   * @throws IOException if the directory does not exist, or the links form a loop
   */
  static Path end(Path path) throws IOException {
    Path at = real(path);
    for (int links = 0; links < MAX_LINKS; links++) {
      if (isOpenFile(at) || !Files.isSymbolicLink(at)) {
        return at;
      }
      try {
        at = real(at.resolveSibling(Files.readSymbolicLink(at)));
      } catch (InvalidPathException e) {
        throw new IOException("a symbolic link that is no path", e);
      }
    }
    throw new IOException("too many levels of symbolic links");
  }

  /**
   * Returns whether a path names an open file of this process, such as {@code /proc/self/fd/1}, the
   * target of {@code /dev/stdout}.
   */
  static boolean isOpenFile(Path path) {
    return path.startsWith("/proc");
  }

  private static Path real(Path path) throws IOException {
    Path absolute = path.toAbsolutePath();
    Path folder = absolute.getParent();
    Path name = absolute.getFileName();
    return folder == null || name == null || name.toString().equals("..")
        ? absolute.toRealPath()
        : folder.toRealPath().resolve(name);
  }
}
