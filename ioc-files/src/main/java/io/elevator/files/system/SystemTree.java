package io.elevator.files.system;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The parts of the operating system that the search for a disk reads. {@link RealSystem} is the
 * machine; tests replay recorded trees. Any method may throw an unchecked exception, too: {@link
 * SystemReader} handles both kinds.
 */
public interface SystemTree {
  /**
   * Returns whether the operating system is Linux, so that {@code /proc} and {@code /sys} exist.
   */
  boolean isLinux();

  /**
   * Returns the beginning of a text file.
   *
   * @param file absolute path of the file
   * @param limit greatest number of bytes to read
   * @throws IOException if the file does not exist or cannot be read
   */
  String text(String file, int limit) throws IOException;

  /**
   * Returns names of the entries of a folder.
   *
   * @param folder absolute path of the folder
   * @param limit greatest number of names
   * @throws IOException if the folder does not exist or cannot be read
   */
  List<String> names(String folder, int limit) throws IOException;

  /**
   * Returns the absolute path of an existing file or folder with all symbolic links resolved.
   *
   * @throws IOException if the file does not exist or cannot be reached
   */
  Path realPath(Path path) throws IOException;

  /**
   * Returns the path that a symbolic link holds, without resolving it further.
   *
   * @throws IOException if the file is no symbolic link or cannot be reached
   */
  Path linkTarget(Path link) throws IOException;

  /**
   * Returns the number of the device that an existing file or folder is on, {@code st_dev}.
   *
   * @throws IOException if the number is not available
   */
  DeviceNumber device(Path path) throws IOException;

  /**
   * Returns the name of the file store of an existing file or folder, in a form that is the same
   * for all files of that store.
   *
   * @throws IOException if the file store is not available
   */
  String store(Path path) throws IOException;
}
