package io.elevator.devices.folder;

import io.elevator.api.OpenMode;
import io.elevator.devices.linux.Errno;
import io.elevator.devices.linux.FileStat;
import io.elevator.devices.linux.LinuxException;
import io.elevator.devices.linux.NativeFile;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A regular file that was opened by system calls of Linux: its descriptor and what was found at the
 * opening. Thread-safe except for {@link #close}, as {@link NativeFile} is.
 */
public final class OpenedFile implements AutoCloseable {
  private final NativeFile file;
  private final Path path;
  private final InodeNumber inode;
  private final int blockBytes;

  private OpenedFile(NativeFile file, Path path, InodeNumber inode, int blockBytes) {
    this.file = file;
    this.path = path;
    this.inode = inode;
    this.blockBytes = blockBytes;
  }

  /**
   * Opens a file.
   *
   * @param path path of the file
   * @param mode how to open it
   * @param directUnits unit of direct I/O by the number of the file system, which this method
   *     extends; null if I/O goes through the page cache whatever the mode says
   * @param refusals called with the reason if direct I/O is not possible and the file is opened
   *     through the page cache instead
   */
  public static OpenedFile open(
      Path path,
      OpenMode mode,
      @Nullable Map<Long, Integer> directUnits,
      BiConsumer<Path, Exception> refusals)
      throws IOException {
    try {
      NativeFile file = NativeFile.open(path, mode);
      try {
        FileStat stat = file.stat();
        if (!stat.isRegular()) {
          throw new FileSystemException(
              path.toString(), null, "is no regular file; a drive with a folder serves files only");
        }
        int block = 1;
        if (mode.direct() && directUnits != null) {
          try {
            file.bypassCache();
            block = directUnit(file, stat, directUnits);
          } catch (LinuxException e) {
            refusals.accept(path, e);
            file.useCache();
          }
        }
        return new OpenedFile(file, path, new InodeNumber(stat.device(), stat.inode()), block);
      } catch (Throwable t) {
        closeAfter(t, file);
        throw t;
      }
    } catch (LinuxException e) {
      throw e.forFile(path);
    }
  }

  /**
   * Returns the unit of direct I/O of a file. It is tried with a read once for each file system. An
   * empty file allows no such read, so it has a unit that every file system accepts.
   */
  private static int directUnit(NativeFile file, FileStat stat, Map<Long, Integer> known)
      throws LinuxException {
    Integer unit = known.get(stat.device());
    if (unit != null) {
      return unit;
    }
    if (stat.length() == 0) {
      final int page = 4096;
      return Math.max(page, stat.directUnit());
    }
    int found = file.directUnit();
    known.put(stat.device(), found);
    return found;
  }

  /** Closes something after a failure that the caller throws. */
  public static void closeAfter(Throwable failure, @Nullable AutoCloseable opened) {
    try {
      if (opened != null) {
        opened.close();
      }
    } catch (Exception e) {
      failure.addSuppressed(e);
    }
  }

  /** Returns the descriptor. */
  public NativeFile file() {
    return file;
  }

  /** Returns the path under which the file was opened. */
  public Path path() {
    return path;
  }

  /** Returns the identity of the file. */
  public InodeNumber inode() {
    return inode;
  }

  /** Returns the unit of direct I/O in bytes, or 1 if I/O goes through the page cache. */
  public int blockBytes() {
    return blockBytes;
  }

  /** Returns the length of the file, in bytes. */
  public long length() throws IOException {
    return stat().length();
  }

  /** Returns the number of names of the file. */
  public int links() throws IOException {
    return stat().links();
  }

  private FileStat stat() throws IOException {
    try {
      return file.stat();
    } catch (LinuxException e) {
      throw e.forFile(path);
    }
  }

  /** Sets the length of the file, in bytes. */
  public void truncate(long length) throws IOException {
    try {
      file.truncate(length);
    } catch (LinuxException e) {
      throw e.forFile(path);
    }
  }

  /** Reserves space for the first bytes of the file, where the file system can do that. */
  public void allocate(long length) throws IOException {
    if (length == 0) {
      return;
    }
    try {
      file.allocateRange(NativeFile.ALLOCATE, 0, length);
    } catch (LinuxException e) {
      if (e.errno() != Errno.EOPNOTSUPP && e.errno() != Errno.ENOSYS) {
        throw e.forFile(path);
      }
      if (length() < length) {
        truncate(length);
      }
    }
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
