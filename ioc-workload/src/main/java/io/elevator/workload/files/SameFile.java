package io.elevator.workload.files;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;

/** Tells whether paths lead to one file, through symbolic links, hard links and other names. */
final class SameFile {
  /** Greatest number of symbolic links followed for one path, as in Linux. */
  private static final int MAX_LINKS = 40;

  private SameFile() {}

  /**
   * Returns what identifies the file that {@code path} leads to: where its links end, and the key
   * of the file system, which all names of a file share. Two paths that have one of these in common
   * lead to one file. Empty for devices and pipes, in which nothing can be replaced.
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
      // A folder is missing or closed: the path leads to no file that could be lost.
      return List.of();
    }
  }

  /**
   * Returns where the symbolic links of {@code path} end, which need not exist: the real path of
   * the folder, and the name in it.
   *
   * @throws IOException if the folder does not exist, or links lead in a circle
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
   * Returns whether a path names a file that this process has open, such as {@code
   * /proc/self/fd/1}, where {@code /dev/stdout} leads.
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
