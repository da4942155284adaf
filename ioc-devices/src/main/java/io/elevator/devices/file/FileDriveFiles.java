package io.elevator.devices.file;

import io.elevator.api.OpenMode;
import io.elevator.devices.folder.FolderFiles;
import io.elevator.devices.folder.InlineChannel;
import io.elevator.devices.folder.OpenedFile;
import io.elevator.spi.driver.DriverContext;
import io.elevator.spi.driver.DriverFile;
import io.elevator.spi.driver.FileOpening;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The files of a file drive. Each handle has one descriptor, opened with it. With native access the
 * handles use system calls, else the JDK's channels.
 */
final class FileDriveFiles extends FolderFiles {
  private final DriverContext context;
  private final boolean allowsDirect;
  private final boolean usesSystemCalls;

  /** Unit of direct I/O in bytes, by the number of the file system. */
  private final Map<Long, Integer> directUnits = new ConcurrentHashMap<>();

  private final Set<OpenFile> open = ConcurrentHashMap.newKeySet();

  /** Whether a notice about refused direct I/O was published. */
  private volatile boolean toldRefusal;

  /**
   * Creates the files of a drive; none is open.
   *
   * @param folder folder of relative paths
   * @param isReadOnly whether files and names may not be changed
   * @param allowsDirect whether files may be opened for direct I/O; else I/O goes through the page
   *     cache
   * @param usesSystemCalls whether native access is enabled
   */
  FileDriveFiles(
      DriverContext context,
      Path folder,
      boolean isReadOnly,
      boolean allowsDirect,
      boolean usesSystemCalls) {
    super(folder, isReadOnly);
    this.context = context;
    this.allowsDirect = allowsDirect;
    this.usesSystemCalls = usesSystemCalls;
  }

  @Override
  public DriverFile open(FileOpening opening) throws IOException {
    Path path = resolve(opening);
    OpenFile file = usesSystemCalls ? openNative(opening, path) : openChannel(opening, path);
    boolean isNew = open.add(file);
    assert isNew;
    return file;
  }

  private OpenFile openNative(FileOpening opening, Path path) throws IOException {
    OpenedFile opened =
        OpenedFile.open(path, opening.mode(), allowsDirect ? directUnits : null, this::tellRefusal);
    try {
      return new NativeOpenFile(opening, opened);
    } catch (Throwable t) {
      OpenedFile.closeAfter(t, opened);
      throw t;
    }
  }

  private OpenFile openChannel(FileOpening opening, Path path) throws IOException {
    Set<OpenOption> options = options(opening.mode());
    InlineChannel cached = InlineChannel.open(path, options);
    InlineChannel direct = null;
    InlineChannel durable = null;
    try {
      // The name is looked at after the opening. If it leads to another file by then, two handles
      // have one identity; so the identity is the same before and after the second opening.
      Object inode = PathIdentity.of(path);
      options.remove(StandardOpenOption.CREATE);
      options.remove(StandardOpenOption.CREATE_NEW);
      int block = 1;
      if (opening.mode().direct() && allowsDirect) {
        try {
          int unit = Math.toIntExact(Math.max(512, Files.getFileStore(path).getBlockSize()));
          options.add(DriveFile.directOption());
          direct = InlineChannel.open(path, options);
          block = unit;
        } catch (IOException | UnsupportedOperationException | ArithmeticException e) {
          options = options(opening.mode());
          options.remove(StandardOpenOption.CREATE);
          options.remove(StandardOpenOption.CREATE_NEW);
          tellRefusal(path, e);
        }
      }
      if (opening.mode().writes()) {
        options.add(StandardOpenOption.DSYNC);
        durable = InlineChannel.open(path, options);
      }
      if (!inode.equals(PathIdentity.of(path))) {
        throw new FileSystemException(
            path.toString(), null, "was replaced by another file while it was opened");
      }
      return new ChannelOpenFile(opening, path, cached, direct, durable, inode, block);
    } catch (Throwable t) {
      OpenedFile.closeAfter(t, cached);
      OpenedFile.closeAfter(t, direct);
      OpenedFile.closeAfter(t, durable);
      throw t;
    }
  }

  private static Set<OpenOption> options(OpenMode mode) {
    Set<OpenOption> options = new HashSet<>();
    options.add(StandardOpenOption.READ);
    if (mode.writes()) {
      options.add(StandardOpenOption.WRITE);
    }
    if (mode.creates()) {
      options.add(mode.isNew() ? StandardOpenOption.CREATE_NEW : StandardOpenOption.CREATE);
    }
    return options;
  }

  private void tellRefusal(Path path, Exception refusal) {
    if (!toldRefusal) {
      toldRefusal = true;
      context.notice(
          path
              + ": direct I/O is not possible here ("
              + refusal.getMessage()
              + "); going through the page cache");
    }
  }

  private static OpenFile own(DriverFile file) {
    if (file instanceof OpenFile own) {
      return own;
    }
    throw new IllegalArgumentException(file + " was not opened by a file drive");
  }

  @Override
  public long length(DriverFile file) throws IOException {
    return own(file).length();
  }

  @Override
  public int links(DriverFile file) throws IOException {
    return own(file).links();
  }

  @Override
  public void truncate(DriverFile file, long length) throws IOException {
    own(file).truncate(length);
  }

  @Override
  public void allocate(DriverFile file, long length) throws IOException {
    own(file).allocate(length);
  }

  @Override
  public void close(DriverFile file) throws IOException {
    OpenFile own = own(file);
    if (open.remove(own)) {
      own.close();
    }
  }

  /** Returns the number of open handles. */
  int count() {
    return open.size();
  }

  /** Closes all files that are still open. */
  void closeAll() throws IOException {
    IOException failed = null;
    for (OpenFile file : open) {
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
}
