package io.elevator.core.queue.files;

import io.elevator.api.FileHandle;
import io.elevator.api.OpenMode;
import io.elevator.api.QueueFiles;
import io.elevator.core.queue.state.QueueErrors;
import io.elevator.core.queue.state.QueueLife;
import io.elevator.spi.driver.BlockDriver;
import io.elevator.spi.driver.DriverFile;
import io.elevator.spi.driver.DriverFiles;
import io.elevator.spi.driver.FileOpening;
import io.elevator.spi.driver.SortKeys;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The files of one queue's drive: passes each call to the driver, and gives each open file its sort
 * keys. A driver that throws something else than an {@link IOException} is reported, and the caller
 * gets an {@code IOException} with that cause.
 *
 * <p>{@link #open} holds each open handle. Removing a handle decides which call closes it.
 */
public final class OpenFiles implements QueueFiles {
  private final BlockDriver driver;
  private final DriverFiles files;
  private final QueueLife life;
  private final QueueErrors errors;
  private final FileRegions regions;
  private final Map<DriverFile, FileRegions.Region> open = new ConcurrentHashMap<>();

  public OpenFiles(BlockDriver driver, DriverFiles files, QueueLife life, QueueErrors errors) {
    this(driver, files, life, errors, new FileRegions());
  }

  OpenFiles(
      BlockDriver driver,
      DriverFiles files,
      QueueLife life,
      QueueErrors errors,
      FileRegions regions) {
    this.driver = driver;
    this.files = files;
    this.life = life;
    this.errors = errors;
    this.regions = regions;
  }

  /**
   * The sort keys of a file that is being opened. Guarded by its monitor, because a driver may ask
   * from any thread, even after the opening has ended.
   */
  private static final class Claim implements SortKeys {
    private final FileRegions regions;
    private final Path path;
    private FileRegions.@Nullable Region region;
    private boolean exhausted;
    private boolean ended;

    private Claim(FileRegions regions, Path path) {
      this.regions = regions;
      this.path = path;
    }

    @Override
    public synchronized long baseOf(Object inode) {
      if (region != null || ended) {
        throw new IllegalStateException(
            "the sort keys of "
                + path
                + (ended ? " were asked for after the opening" : " were asked for twice"));
      }
      Path folder = path.getParent();
      FileRegions.Region taken = regions.take(inode, folder == null ? "" : folder);
      if (taken == null) {
        exhausted = true;
        throw new IllegalStateException(
            "all " + regions.most() + " regions are in use; expected fewer open files");
      }
      region = taken;
      return taken.base();
    }

    /** Ends the opening; returns the region if the driver has asked for it. */
    private synchronized FileRegions.@Nullable Region end() {
      ended = true;
      return region;
    }

    private synchronized boolean isExhausted() {
      return exhausted;
    }
  }

  @Override
  public FileHandle open(Path path, OpenMode mode) throws IOException {
    requireAlive("open", path);
    Claim claim = new Claim(regions, path);
    boolean isOpen = false;
    try {
      DriverFile file = files.open(new FileOpening(path, mode, driver, claim));
      open.put(file, asked(path, file, claim.end()));
      isOpen = true;
      return file;
    } catch (Throwable e) {
      if (claim.isExhausted()) {
        throw new IOException("open of " + path + ": " + e.getMessage(), e);
      }
      throw failure("open", path, e);
    } finally {
      FileRegions.Region region = claim.end();
      if (!isOpen && region != null) {
        release(region);
      }
    }
  }

  /**
   * Returns the region that a driver has asked for, after checking that it is the region of the
   * file that the driver has opened.
   */
  private FileRegions.Region asked(
      Path path, @Nullable DriverFile file, FileRegions.@Nullable Region region) {
    if (file == null
        || region == null
        || file.driver() != driver
        || file.sortKeyBase() != region.base()
        || file.maxLength() > SortKeys.MAX_LENGTH
        || !file.inode().equals(region.inode)
        || !file.isOpen()
        || open.containsKey(file)) {
      throw new IllegalStateException(
          "the driver opened "
              + path
              + " as "
              + file
              + "; expected a new handle with the owner, the sort keys and the inode that the queue"
              + " was asked for");
    }
    return region;
  }

  @Override
  public long length(FileHandle file) throws IOException {
    DriverFile known = known("length", file);
    try {
      return files.length(known);
    } catch (Throwable e) {
      throw failure("length", file, e);
    }
  }

  @Override
  public int links(FileHandle file) throws IOException {
    DriverFile known = known("links", file);
    try {
      return files.links(known);
    } catch (Throwable e) {
      throw failure("links", file, e);
    }
  }

  @Override
  public void truncate(FileHandle file, long length) throws IOException {
    requireLength(file, length);
    DriverFile known = known("truncate", file);
    try {
      files.truncate(known, length);
    } catch (Throwable e) {
      throw failure("truncate", file, e);
    }
  }

  @Override
  public void allocate(FileHandle file, long length) throws IOException {
    requireLength(file, length);
    DriverFile known = known("allocate", file);
    try {
      files.allocate(known, length);
    } catch (Throwable e) {
      throw failure("allocate", file, e);
    }
  }

  @Override
  public void close(FileHandle file) throws IOException {
    FileRegions.Region region = file instanceof DriverFile ? open.remove(file) : null;
    if (region == null) {
      return;
    }
    boolean ignored = ((DriverFile) file).refuseBios();
    try {
      // A closed queue has closed its drive, and the drive its files.
      if (life.isAlive()) {
        files.close((DriverFile) file);
      }
    } catch (Throwable e) {
      throw failure("close", file, e);
    } finally {
      release(region);
    }
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    requireAlive("rename", from);
    try {
      files.rename(from, to);
    } catch (Throwable e) {
      throw failure("rename", from, e);
    }
  }

  @Override
  public void delete(Path path) throws IOException {
    requireAlive("delete", path);
    try {
      files.delete(path);
    } catch (Throwable e) {
      throw failure("delete", path, e);
    }
  }

  @Override
  public void syncFolder(Path folder) throws IOException {
    requireAlive("syncFolder", folder);
    try {
      files.syncFolder(folder);
    } catch (Throwable e) {
      throw failure("syncFolder", folder, e);
    }
  }

  private static void requireLength(FileHandle file, long length) {
    if (length < 0 || length > SortKeys.MAX_LENGTH) {
      throw new IllegalArgumentException(
          file + ": a length of " + length + "; expected 0 to " + SortKeys.MAX_LENGTH);
    }
  }

  private DriverFile known(String what, FileHandle file) throws IOException {
    requireAlive(what, file);
    if (!(file instanceof DriverFile known) || !open.containsKey(known)) {
      throw new IOException(what + " of " + file + ": it is not open on " + errors.queue());
    }
    return known;
  }

  private void requireAlive(String what, Object target) throws IOException {
    try {
      life.requireAlive();
    } catch (RuntimeException e) {
      throw new IOException(what + " of " + target + ": " + e.getMessage(), e);
    }
  }

  /** Releases a region. The inode that the driver gave may throw when it is compared. */
  private void release(FileRegions.Region region) {
    try {
      regions.release(region);
    } catch (Throwable e) {
      errors.report("driver", "inode", e);
    }
  }

  /**
   * Returns the exception for the caller of a driver that has thrown: the driver's, if that is an
   * {@code IOException}; else a new one, after the defect has been reported.
   */
  private IOException failure(String what, Object target, Throwable thrown) {
    if (thrown instanceof IOException e) {
      return e;
    }
    errors.report("driver", what, thrown);
    return new IOException(what + " of " + target + " failed: " + thrown, thrown);
  }
}
