package io.elevator.devices.folder;

import io.elevator.devices.linux.LinuxException;
import io.elevator.devices.linux.NativeFile;
import io.elevator.spi.driver.DriverFiles;
import io.elevator.spi.driver.FileOpening;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.Set;

/**
 * The names of files that a drive serves. A relative path is below the drive's folder; an absolute
 * one leads anywhere, because the folder only says which disk the drive stands for.
 */
public abstract class FolderFiles extends DriverFiles {
  /** The longest file: a queue has so many sort keys for each file. */
  public static final long MAX_LENGTH = ((1L << 40) - 1) << 9;

  private static final boolean IS_WINDOWS =
      System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");

  private final Path folder;
  private final boolean isReadOnly;

  /**
   * Called by the driver's subclass.
   *
   * @param folder folder of relative paths
   * @param isReadOnly whether files and names may not be changed
   */
  protected FolderFiles(Path folder, boolean isReadOnly) {
    this.folder = folder;
    this.isReadOnly = isReadOnly;
  }

  /** Returns the path of a file for the file system. */
  protected final Path resolve(Path path) {
    return folder.resolve(path);
  }

  /** Returns the path of a file that is to be opened, after checking that its mode is allowed. */
  protected final Path resolve(FileOpening opening) throws IOException {
    Path path = resolve(opening.path());
    if (opening.mode().writes()) {
      requireWritable(path);
    }
    return path;
  }

  private void requireWritable(Path path) throws FileSystemException {
    if (isReadOnly) {
      throw new FileSystemException(
          path.toString(), null, "the drive is opened for reading only (option readonly)");
    }
  }

  @Override
  public final void rename(Path from, Path to) throws IOException {
    Path source = resolve(from);
    requireWritable(source);
    Path moved = Files.move(source, resolve(to), StandardCopyOption.ATOMIC_MOVE);
    assert moved != null;
  }

  @Override
  public final void delete(Path path) throws IOException {
    Path name = resolve(path);
    requireWritable(name);
    Files.delete(name);
  }

  @Override
  public final void syncFolder(Path path) throws IOException {
    Path name = resolve(path);
    if (NativeFile.unavailableReason().isEmpty()) {
      try (NativeFile opened = NativeFile.openFolder(name)) {
        opened.sync(true);
      } catch (LinuxException e) {
        throw e.forFile(name);
      }
    } else if (!IS_WINDOWS) {
      try (InlineChannel opened = InlineChannel.open(name, Set.of(StandardOpenOption.READ))) {
        opened.force(true);
      }
    }
    // Windows has no such call. Its file systems keep changes of names in a journal.
  }
}
