package io.elevator.devices.options;

import static io.elevator.api.AttributeSpec.tunable;

import io.elevator.api.AttributeException;
import io.elevator.api.AttributeException.Reason;
import io.elevator.api.AttributeSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.stream.Stream;

/**
 * The options that all drives on a file have in common. Immutable.
 *
 * @param path path of the file or folder
 * @param isFolder whether the drive serves files below a folder and has no device of its own
 * @param bytes configured size in bytes, or 0 for the size of the file
 * @param wantsDirect whether to try direct I/O
 * @param isReadOnly whether writes are refused
 * @param maxSectors longest request, in sectors
 * @param allowsMountedWrite whether a block device may be written although it is mounted or in use
 */
public record BackingOptions(
    Path path,
    boolean isFolder,
    long bytes,
    boolean wantsDirect,
    boolean isReadOnly,
    int maxSectors,
    boolean allowsMountedWrite) {
  /** Name of the option that allows a drive to write to a block device that is in use. */
  public static final String ALLOW_MOUNTED_WRITE = "allow_mounted_write";

  private static final List<AttributeSpec> SPECS =
      List.of(
          tunable("filename", "", "", "a path", "the file or block special file"),
          tunable("folder", "", "", "a path", "in place of filename: serve files below a folder"),
          tunable(
              "size",
              "bytes",
              "0",
              "0..9223372036854775807, suffix k, m, g, t",
              "use that much of it, made or extended with a hole if need be; 0: all there is"),
          tunable("direct", "", "1", "0, 1", "whether to go past the page cache where that works"),
          tunable("readonly", "", "0", "0, 1", "whether it is opened for reading only"),
          tunable("max_sectors", "sectors", "2560", "8..65536", "longest request"),
          tunable(
              ALLOW_MOUNTED_WRITE,
              "",
              "0",
              "0, 1",
              "whether to write to a block device that is mounted or otherwise in use"));

  /**
   * Returns the descriptions of the options that all drives on files share, followed by a driver's
   * own options.
   *
   * @param own descriptions of the driver's own options
   */
  public static List<AttributeSpec> specsAnd(AttributeSpec... own) {
    return Stream.concat(SPECS.stream(), Stream.of(own)).toList();
  }

  /**
   * Parses the options of a drive.
   *
   * @param options options of the drive
   * @param driver name of the driver, for messages
   * @param block logical block in bytes, which is the least value of the longest request; 0 if it
   *     is not known
   */
  public static BackingOptions read(DriverOptions options, String driver, int block) {
    boolean isFolder = options.has("folder");
    if (isFolder && (options.has("filename") || options.has("size"))) {
      throw new AttributeException(
          Reason.INVALID,
          "folder: a drive that serves files has no file or size of its own; give either folder or"
              + " filename, and size only with filename");
    }
    String option = isFolder ? "folder" : "filename";
    String name = options.text(option, "");
    if (name.isBlank()) {
      throw new AttributeException(
          Reason.INVALID,
          option
              + ": missing; driver '"
              + driver
              + "' needs the path of a file (filename), or of a folder whose files it serves"
              + " (folder)");
    }
    Path path;
    try {
      path = Path.of(name);
    } catch (InvalidPathException e) {
      throw new AttributeException(
          Reason.INVALID, option + ": '" + name + "' is no path: " + e.getReason());
    }
    return new BackingOptions(
        path,
        isFolder,
        options.bytes("size", 0, 0, Long.MAX_VALUE),
        options.flag("direct", true),
        options.flag("readonly", false),
        Math.max(options.number("max_sectors", 2560, 8, 65536), block >> 9),
        options.flag(ALLOW_MOUNTED_WRITE, false));
  }

  /**
   * Returns the size of the file system that has the folder, in sectors of 512 bytes; 0 if it does
   * not tell. This is the capacity of a drive that serves files.
   *
   * @throws IOException if the path leads to no folder
   */
  public long folderSectors() throws IOException {
    if (!Files.readAttributes(path, BasicFileAttributes.class).isDirectory()) {
      throw new NotDirectoryException(path.toString());
    }
    try {
      return Files.getFileStore(path).getTotalSpace() >> 9;
    } catch (IOException e) {
      return 0;
    }
  }

  /**
   * Returns the reason for an error message about a file that does not exist; it says how the file
   * can be created.
   */
  public String missing() {
    if (isFolder) {
      return "no such folder; make the folder";
    }
    if (bytes == 0) {
      return "no such file; give option size to have it made";
    }
    return isReadOnly
        ? "no such file; none is made with readonly=1"
        : "no such file, nor the folder to make it in; make the folder";
  }
}
