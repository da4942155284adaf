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
  private final FileRegions regions = new FileRegions();
  private final Map<DriverFile, FileRegions.Region> open = new ConcurrentHashMap<>();

  public OpenFiles(BlockDriver driver, DriverFiles files, QueueLife life, QueueErrors errors) {
    this.driver = driver;
    this.files = files;
    this.life = life;
    this.errors = errors;
  }

  /** A call of the driver. */
  private interface Call<T> {
    T perform() throws IOException;
  }

  /** A call of the driver that returns nothing. */
  private interface Action {
    void perform() throws IOException;
  }

  /**
   * The sort keys of a file that is being opened. The driver asks for them in the thread that opens
   * the file.
   */
  private static final class Claim implements SortKeys {
    private final FileRegions regions;
    private final Path path;
    private FileRegions.@Nullable Region region;

    private Claim(FileRegions regions, Path path) {
      this.regions = regions;
      this.path = path;
    }

    @Override
    public long baseOf(Object inode) {
      FileRegions.Region known = region;
      if (known != null) {
        throw new IllegalStateException("the sort keys of " + path + " were asked for twice");
      }
      Path folder = path.getParent();
      known = regions.take(inode, folder == null ? "" : folder);
      if (known == null) {
        throw new IllegalStateException(
            "all " + FileRegions.MOST + " regions are in use; expected fewer open files");
      }
      region = known;
      return known.base();
    }

    /** Returns the region if the driver used it for the file that it opened, else null. */
    private FileRegions.@Nullable Region of(@Nullable DriverFile file, BlockDriver owner) {
      FileRegions.Region known = region;
      return known != null
              && file != null
              && file.driver() == owner
              && file.sortKeyBase() == known.base()
              && file.maxLength() <= FileRegions.MAX_LENGTH
              && file.inode().equals(known.inode)
          ? known
          : null;
    }

    private void release() {
      FileRegions.Region known = region;
      if (known != null) {
        regions.release(known);
      }
    }
  }

  @Override
  public FileHandle open(Path path, OpenMode mode) throws IOException {
    requireAlive("open", path);
    Claim claim = new Claim(regions, path);
    FileRegions.Region region = null;
    try {
      DriverFile file =
          call("open", path, () -> files.open(new FileOpening(path, mode, driver, claim)));
      region = claim.of(file, driver);
      if (region == null) {
        throw failure(
            "open",
            path,
            new IllegalStateException(
                "the driver opened "
                    + file
                    + "; expected a handle with the owner, the sort keys and the inode that the"
                    + " queue was asked for"));
      }
      open.put(file, region);
      return file;
    } finally {
      if (region == null) {
        claim.release();
      }
    }
  }

  @Override
  public long length(FileHandle file) throws IOException {
    DriverFile known = known("length", file);
    return call("length", file, () -> files.length(known));
  }

  @Override
  public int links(FileHandle file) throws IOException {
    DriverFile known = known("links", file);
    return call("links", file, () -> files.links(known));
  }

  @Override
  public void truncate(FileHandle file, long length) throws IOException {
    requireLength(file, length);
    DriverFile known = known("truncate", file);
    run("truncate", file, () -> files.truncate(known, length));
  }

  @Override
  public void allocate(FileHandle file, long length) throws IOException {
    requireLength(file, length);
    DriverFile known = known("allocate", file);
    run("allocate", file, () -> files.allocate(known, length));
  }

  @Override
  public void close(FileHandle file) throws IOException {
    // A closed queue has closed its drive, and the drive its files.
    FileRegions.Region region = file instanceof DriverFile ? open.remove(file) : null;
    if (region == null || !((DriverFile) file).refuseBios()) {
      return;
    }
    try {
      if (life.isAlive()) {
        run("close", file, () -> files.close((DriverFile) file));
      }
    } finally {
      regions.release(region);
    }
  }

  @Override
  public void rename(Path from, Path to) throws IOException {
    requireAlive("rename", from);
    run("rename", from, () -> files.rename(from, to));
  }

  @Override
  public void delete(Path path) throws IOException {
    requireAlive("delete", path);
    run("delete", path, () -> files.delete(path));
  }

  @Override
  public void syncFolder(Path folder) throws IOException {
    requireAlive("syncFolder", folder);
    run("syncFolder", folder, () -> files.syncFolder(folder));
  }

  private static void requireLength(FileHandle file, long length) {
    if (length < 0 || length > FileRegions.MAX_LENGTH) {
      throw new IllegalArgumentException(
          file + ": a length of " + length + "; expected 0 to " + FileRegions.MAX_LENGTH);
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

  private void run(String what, Object target, Action action) throws IOException {
    boolean ignored =
        call(
            what,
            target,
            () -> {
              action.perform();
              return true;
            });
  }

  private <T> T call(String what, Object target, Call<T> call) throws IOException {
    try {
      return call.perform();
    } catch (IOException e) {
      throw e;
    } catch (Throwable e) {
      throw failure(what, target, e);
    }
  }

  /** Reports a defect of the driver and returns the exception for the caller. */
  private IOException failure(String what, Object target, Throwable defect) {
    errors.report("driver", what, defect);
    return new IOException(what + " of " + target + " failed: " + defect, defect);
  }
}
