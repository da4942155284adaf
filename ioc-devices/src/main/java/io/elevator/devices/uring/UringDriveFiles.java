package io.elevator.devices.uring;

import io.elevator.devices.folder.FolderFiles;
import io.elevator.devices.folder.OpenedFile;
import io.elevator.devices.options.BackingOptions;
import io.elevator.spi.driver.DriverContext;
import io.elevator.spi.driver.DriverFile;
import io.elevator.spi.driver.FileOpening;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The files of a uring drive. Thread-safe. */
final class UringDriveFiles extends FolderFiles<RingFile> {
  private final UringQueue[] queues;

  /** Unit of direct I/O by the number of the file system; null if no file uses direct I/O. */
  private final @Nullable Map<Long, Integer> directUnits;

  /**
   * Creates the files of a drive; none is open.
   *
   * @param options options of the drive, with a folder
   * @param queues hardware queues of the drive
   */
  UringDriveFiles(DriverContext context, BackingOptions options, UringQueue[] queues) {
    super(context, RingFile.class, options.path(), options.isReadOnly());
    this.queues = queues;
    directUnits = options.wantsDirect() ? new ConcurrentHashMap<>() : null;
  }

  @Override
  public DriverFile open(FileOpening opening) throws IOException {
    OpenedFile opened =
        OpenedFile.open(resolve(opening), opening.mode(), directUnits, this::tellRefusal);
    try {
      return opened(new RingFile(opening, opened, queues.length));
    } catch (Throwable t) {
      OpenedFile.closeAfter(t, opened);
      throw t;
    }
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
  protected void closeHandle(RingFile file) throws IOException {
    try {
      for (UringQueue queue : queues) {
        queue.remove(file);
      }
    } finally {
      file.opened().close();
    }
  }
}
