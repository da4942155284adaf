package io.elevator.devices.folder;

import io.elevator.devices.linux.LinuxException;
import io.elevator.devices.linux.NativeFile;
import io.elevator.spi.driver.DriverContext;
import io.elevator.spi.driver.DriverFile;
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
import java.util.concurrent.ConcurrentHashMap;

/**
 * The open files and the names of files that a drive serves. A relative path is below the drive's
 * folder; an absolute one leads anywhere, because the folder only says which disk the drive stands
 * for. Thread-safe.
 *
 * @param <F> class of the drive's handles
 */
public abstract class FolderFiles<F extends DriverFile> extends DriverFiles {
  private static final boolean IS_WINDOWS =
      System.getProperty("os.name", "").toLowerCase(Locale.ROOT).startsWith("windows");

  private final DriverContext context;
  private final Class<F> handles;
  private final Path folder;
  private final boolean isReadOnly;

  /** Open handles. Removing a handle decides which call closes it. */
  private final Set<F> open = ConcurrentHashMap.newKeySet();

  /** Whether a notice about refused direct I/O was published. */
  private volatile boolean toldRefusal;

  /**
   * Called by the driver's subclass; no file is open.
   *
   * @param handles class of the drive's handles
   * @param folder folder of relative paths
   * @param isReadOnly whether files and names may not be changed
   */
  protected FolderFiles(DriverContext context, Class<F> handles, Path folder, boolean isReadOnly) {
    this.context = context;
    this.handles = handles;
    this.folder = folder;
    this.isReadOnly = isReadOnly;
  }

  /** Records a handle that was just opened, and returns it. */
  protected final F opened(F file) {
    boolean isNew = open.add(file);
    assert isNew;
    return file;
  }

  /** Publishes a notice that direct I/O is refused, the first time. */
  protected final void tellRefusal(Path path, Exception refusal) {
    if (!toldRefusal) {
      toldRefusal = true;
      context.notice(
          path
              + ": direct I/O is not possible here ("
              + refusal.getMessage()
              + "); going through the page cache");
    }
  }

  /** Returns a handle of this drive as its own class. */
  protected final F own(DriverFile file) {
    if (handles.isInstance(file)) {
      return handles.cast(file);
    }
    throw new IllegalArgumentException(file + " was not opened by this drive");
  }

  /** Closes a handle that is no longer among the open ones. */
  protected abstract void closeHandle(F file) throws IOException;

  @Override
  public final void close(DriverFile file) throws IOException {
    F own = own(file);
    if (open.remove(own)) {
      closeHandle(own);
    }
  }

  /** Returns the number of open handles. */
  public final int count() {
    return open.size();
  }

  /** Closes all files that are still open, when the drive serves no more requests. */
  public final void closeAll() throws IOException {
    IOException failed = null;
    for (F file : open) {
      try {
        close(file);
      } catch (IOException e) {
        if (failed == null) {
          failed = e;
        } else {
          failed.addSuppressed(e);
        }
      }
    }
    if (failed != null) {
      throw failed;
    }
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
