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
final class FileDriveFiles extends FolderFiles<OpenFile> {
  private final boolean allowsDirect;
  private final boolean usesSystemCalls;

  /** Unit of direct I/O in bytes, by the number of the file system. */
  private final Map<Long, Integer> directUnits = new ConcurrentHashMap<>();

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
    super(context, OpenFile.class, folder, isReadOnly);
    this.allowsDirect = allowsDirect;
    this.usesSystemCalls = usesSystemCalls;
  }

  @Override
  public DriverFile open(FileOpening opening) throws IOException {
    Path path = resolve(opening);
    return opened(usesSystemCalls ? openNative(opening, path) : openChannel(opening, path));
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
  protected void closeHandle(OpenFile file) throws IOException {
    file.close();
  }
}
