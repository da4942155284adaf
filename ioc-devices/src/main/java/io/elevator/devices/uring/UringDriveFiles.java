package io.elevator.devices.uring;

import io.elevator.devices.folder.FolderFiles;
import io.elevator.devices.folder.OpenedFile;
import io.elevator.devices.options.BackingOptions;
import io.elevator.spi.driver.DriverContext;
import io.elevator.spi.driver.DriverFile;
import io.elevator.spi.driver.FileOpening;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The files of a uring drive. Thread-safe. */
final class UringDriveFiles extends FolderFiles {
  private final DriverContext context;
  private final UringQueue[] queues;

  /** Unit of direct I/O by the number of the file system; null if no file uses direct I/O. */
  private final @Nullable Map<Long, Integer> directUnits;

  private final Set<RingFile> open = ConcurrentHashMap.newKeySet();

  /** Whether a notice about refused direct I/O was published. */
  private volatile boolean toldRefusal;

  /**
   * Creates the files of a drive; none is open.
   *
   * @param options options of the drive, with a folder
   * @param queues hardware queues of the drive
   */
  UringDriveFiles(DriverContext context, BackingOptions options, UringQueue[] queues) {
    super(options.path(), options.isReadOnly());
    this.context = context;
    this.queues = queues;
    directUnits = options.wantsDirect() ? new ConcurrentHashMap<>() : null;
  }

  @Override
  public DriverFile open(FileOpening opening) throws IOException {
    OpenedFile opened =
        OpenedFile.open(resolve(opening), opening.mode(), directUnits, this::tellRefusal);
    try {
      RingFile file = new RingFile(opening, opened, queues.length);
      boolean isNew = open.add(file);
      assert isNew;
      return file;
    } catch (Throwable t) {
      OpenedFile.closeAfter(t, opened);
      throw t;
    }
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

  private static RingFile own(DriverFile file) {
    if (file instanceof RingFile own) {
      return own;
    }
    throw new IllegalArgumentException(file + " was not opened by a uring drive");
  }

  @Override
  public long length(DriverFile file) throws IOException {
    return own(file).opened().length();
  }

  @Override
  public int links(DriverFile file) throws IOException {
    return own(file).opened().links();
  }

  @Override
  public void truncate(DriverFile file, long length) throws IOException {
    own(file).opened().truncate(length);
  }

  @Override
  public void allocate(DriverFile file, long length) throws IOException {
    own(file).opened().allocate(length);
  }

  @Override
  public void close(DriverFile file) throws IOException {
    RingFile own = own(file);
    if (open.remove(own)) {
      try {
        for (UringQueue queue : queues) {
          queue.remove(own);
        }
      } finally {
        own.opened().close();
      }
    }
  }

  /** Returns the number of open handles. */
  int count() {
    return open.size();
  }

  /** Closes all files that are still open. The rings are closed. */
  void closeAll() throws IOException {
    IOException failed = null;
    for (RingFile file : open) {
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
